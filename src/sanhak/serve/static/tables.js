// Optional: every table can be sorted by its heads and copied to Excel. Without this script the page reads the same.
// The report carries it inside; the workbench serves it and brings new tables along as parts of a page are replaced.
const shown = (cell) => (cell.querySelector("input, select, textarea")?.value ?? cell.innerText).trim();
const number = (text) => parseFloat(text.replace(/,/g, ""));

// What a sheet would take for a formula is copied as the text that it is.
const harmless = (text) => (/^[=+@-]/.test(text) && isNaN(text.replace(/[,\s%]/g, "")) ? `'${text}` : text);

const copy = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.body.appendChild(document.createElement("textarea")); // served without TLS there is no clipboard
  area.value = text;
  area.select();
  document.execCommand("copy");
  area.remove();
};

const sortBy = (table, head, at) => {
  const up = head.ariaSort !== "ascending";
  for (const other of table.tHead.rows[0].cells) other.ariaSort = null;
  head.ariaSort = up ? "ascending" : "descending";
  const order = (a, b) => {
    const [x, y] = [shown(a.cells[at]), shown(b.cells[at])];
    const by = isNaN(number(x)) || isNaN(number(y)) ? x.localeCompare(y) : number(x) - number(y);
    return up ? by : -by;
  };
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort(order));
};

const enliven = (table) => {
  if ("alive" in table.dataset || !table.tHead || !table.caption) return;
  table.dataset.alive = "";
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    if (table.tBodies[0].rows.length < 4 || "ordered" in table.dataset) return;
    head.tabIndex = 0;
    head.classList.add("sortable");
    head.addEventListener("click", () => sortBy(table, head, at));
    head.addEventListener("keydown", (event) => event.key === "Enter" && sortBy(table, head, at));
  });
  if (!table.dataset.copy) return; // words that nobody takes to a sheet
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = table.dataset.copy;
  button.addEventListener("click", async () => {
    const lines = [...table.rows].map((row) => [...row.cells].map((cell) => harmless(shown(cell))).join("\t"));
    await copy(lines.join("\n"));
    button.textContent = table.dataset.copied;
  });
  table.caption.append(button);
};

const enlivenAll = (part) => part.querySelectorAll("table.grid").forEach(enliven);
enlivenAll(document);
document.addEventListener("htmx:after:process", (event) => enlivenAll(event.target.parentNode ?? document));
