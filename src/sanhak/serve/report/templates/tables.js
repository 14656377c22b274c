// Optional: every table can be sorted by its heads and copied to Excel. Without this script the page reads the same.
for (const table of document.querySelectorAll("table.grid")) {
  const value = (row, at) => row.cells[at].innerText.trim();
  const number = (text) => parseFloat(text.replace(/,/g, ""));
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    if (table.tBodies[0].rows.length < 4 || "ordered" in table.dataset) return;
    head.tabIndex = 0;
    head.classList.add("sortable");
    const sort = () => {
      const up = head.ariaSort !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.ariaSort = null;
      head.ariaSort = up ? "ascending" : "descending";
      const order = (a, b) => {
        const [x, y] = [value(a, at), value(b, at)];
        const by = isNaN(number(x)) || isNaN(number(y)) ? x.localeCompare(y) : number(x) - number(y);
        return up ? by : -by;
      };
      table.tBodies[0].append(...[...table.tBodies[0].rows].sort(order));
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => event.key === "Enter" && sort());
  });
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = table.dataset.copy;
  button.addEventListener("click", async () => {
    const lines = [...table.rows].map((row) => [...row.cells].map((cell) => cell.innerText.trim()).join("\t"));
    await navigator.clipboard.writeText(lines.join("\n"));
    button.textContent = table.dataset.copied;
  });
  table.caption.append(button);
}
