// A field with data-copy gets a button that copies what stands in it; without this script it can still be marked.
for (const field of document.querySelectorAll("input[data-copy], textarea[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    field.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
    else document.execCommand("copy"); // served without TLS there is no clipboard
    button.textContent = field.dataset.copied;
  });
  const place = document.createElement("div");
  place.className = "buttons";
  place.append(button);
  field.after(place);
}
