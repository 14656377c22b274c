// htmx as the pages use it: each request carries the token against forged ones, and no text becomes code.
// It is imported here, not loaded before, so that it knows this before it looks at the page.
import htmx from "./vendor/htmx.esm.min.js";

function refused() {
  throw new Error("attributes hold no code here");
}

htmx.registerExtension("sanhak", {
  init: (inside) => inside.initSecurity(null, refused, refused),
  htmx_config_request: (element, { ctx }) => {
    ctx.request.headers["X-CSRF-Token"] = document.querySelector('meta[name="csrf"]')?.content ?? "";
  },
});
