// Optional: tells what to expect while a slider moves. Without this script the form is sent by its button.
for (const form of document.querySelectorAll("form.what-if")) {
  const result = form.querySelector(".result");
  let [busy, again, asked] = [false, false, ""];

  const ask = async () => {
    const query = new URLSearchParams(new FormData(form)).toString();
    if (query === asked) return;
    if (busy) { again = true; return; }
    [busy, again, asked] = [true, false, query];
    result.ariaBusy = "true";
    try {
      const url = form.dataset.url || location.pathname;
      const reply = await fetch(`${url}${url.includes("?") ? "&" : "?"}${query}`, { headers: { Accept: "text/html" } });
      if (!reply.ok) throw new Error(reply.statusText);
      result.innerHTML = await reply.text();
      const here = new URL(location.href);
      for (const [name, value] of new URLSearchParams(query)) here.searchParams.set(name, value);
      history.replaceState(history.state, "", here);
    } catch {
      const failed = Object.assign(document.createElement("p"), { className: "verdict refuse", textContent: form.dataset.failed });
      if (result.firstElementChild?.textContent !== failed.textContent) result.prepend(failed);
      asked = "";
    }
    busy = false;
    result.ariaBusy = "false";
    if (again) ask();
  };
  const soon = () => requestAnimationFrame(ask);

  for (const setting of form.querySelectorAll(".setting")) {
    const slider = setting.querySelector("[type=range]");
    const field = setting.querySelector("[name]");
    if (slider) {
      slider.hidden = false;
      slider.addEventListener("input", () => { field.value = slider.value; soon(); });
    }
    const follow = () => { if (slider) slider.value = field.value.replace(/[^\d.eE+-]/g, ""); soon(); };
    field.addEventListener("input", (event) => { if (!event.isComposing) follow(); });
    field.addEventListener("compositionend", follow);
  }
  for (const button of form.querySelectorAll("[data-to]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const setting of form.querySelectorAll(".setting")) {
        const field = setting.querySelector("[name]");
        field.value = setting.dataset[button.dataset.to];
        field.dispatchEvent(new Event("input"));
      }
    });
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
}
