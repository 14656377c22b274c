// What every page does besides being read. Nothing here is needed to read a page or to send a form.

// Hangul is composed with Enter; such an Enter sends no form. Safari tells it by the key code alone.
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.isComposing || event.keyCode === 229)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// A link or button with data-confirm asks first.
addEventListener("click", (event) => {
  const asking = event.target.closest?.("[data-confirm]");
  if (!asking || confirm(asking.dataset.confirm)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// Menus close when the reader goes elsewhere; Escape brings the focus back to the word that opened it.
const open = () => document.querySelectorAll("details.menu[open]");
addEventListener("click", (event) => open().forEach((menu) => menu.contains(event.target) || (menu.open = false)));
addEventListener("focusin", (event) => open().forEach((menu) => menu.contains(event.target) || (menu.open = false)));
addEventListener("keydown", (event) => event.key === "Escape" && open().forEach((menu) => {
  menu.open = false;
  menu.querySelector("summary").focus();
}));
