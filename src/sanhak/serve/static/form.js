// Makes the form of a study quicker: lines come and go, sheets are pasted, a cell is checked when it is left, drafts
// are kept. Everything works without it.
const make = (tag, facts = {}, ...inner) => {
  const node = Object.assign(document.createElement(tag), facts);
  node.append(...inner);
  return node;
};

const start = form => {
  const columns = JSON.parse(form.dataset.columns);
  const field = node => node.closest("[data-field]");
  const send = url => fetch(url, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const id = name => document.getElementById(`f-${name}`);
  const column = row => row.querySelector('[data-cell="column"] .input');
  const rows = lines => [...lines.querySelectorAll("[data-row]")];

  // Lines
  const add = lines => {
    const last = rows(lines).at(-1);
    const name = `${lines.dataset.lines}.${Number(last.dataset.row.split(".")[1]) + 1}`;
    const row = make("div", { innerHTML: lines.blank.replaceAll(lines.blankName, name) }).firstElementChild;
    row.querySelectorAll("label .unseen").forEach(node => { node.textContent = ` ${rows(lines).length + 1}`; });
    last.after(row);
    removable(lines, row);
    return row;
  };
  const removable = (lines, row) => row.append(make("button", {
    type: "button", className: "button bare remove", textContent: "×", ariaLabel: lines.dataset.remove,
    onclick: () => {
      const near = row.nextElementSibling ?? row.previousElementSibling;
      if (rows(lines).length === 1) add(lines);
      row.remove();
      near?.querySelector?.(".input")?.focus();
      changed(lines);
    },
  }));
  form.querySelectorAll("[data-lines]").forEach(lines => {
    const last = rows(lines).at(-1);
    [lines.blank, lines.blankName] = [last.outerHTML, last.dataset.row];
    rows(lines).forEach(row => removable(lines, row));
  });

  // What is known of a column, beside the line in which it is chosen
  const tell = row => {
    const known = columns[column(row)?.value] ?? {};
    const unit = row.querySelector(".unit");
    if (unit) unit.textContent = known.unit ?? "";
    ["lower", "upper"].forEach((end, at) => {
      const input = row.querySelector(`[data-cell="${end}"] .input`);
      if (input) input.placeholder = known.ends?.[at] ?? "";
    });
    row.querySelector(".seen")?.remove();
    if (known.seen) row.append(make("p", { className: "help seen", textContent: known.seen }));
    const cell = row.querySelector('div[data-cell="levels"]');
    if (!cell) return;
    cell.querySelector(".options")?.remove();
    const box = ([value, words]) => make("label", { className: "option" },
      make("input", { type: "checkbox", name: `${row.dataset.row}.level`, value }), " ", make("span", { textContent: words }));
    cell.querySelector(".input").hidden = !!known.levels;
    if (known.levels) cell.append(make("div", { className: "options" }, ...known.levels.map(box)));
  };

  // A block of cells, as a spreadsheet copies it
  form.addEventListener("paste", event => {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    let row = event.target.closest("[data-row]");
    if (!row || event.target.tagName === "TEXTAREA" || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const lines = row.closest("[data-lines]");
    const first = [...row.querySelectorAll(".input")].indexOf(event.target);
    for (const line of text.split(/\r?\n/)) {
      row ??= add(lines);
      const inputs = [...row.querySelectorAll(".input")].slice(first);
      line.split("\t").forEach((cell, at) => { if (inputs[at]) inputs[at].value = cell.trim(); });
      if (!first) tell(row);
      row = row.nextElementSibling;
    }
    changed(lines);
  });

  // Check and draft
  let timer;
  const changed = node => {
    field(node)?.querySelectorAll(":scope > .hint").forEach(hint => hint.remove());
    clearTimeout(timer);
    if (form.dataset.save) timer = setTimeout(async () => {
      const answer = await send(form.dataset.save).catch(() => null);
      const saved = form.querySelector("[data-saved]");
      saved.textContent = answer?.ok ? saved.dataset.saved : "";
    }, 1500);
  };
  const show = (input, messages) => {
    const name = input.id.slice(2);
    id(`${name}-error`)?.remove();
    input.toggleAttribute("aria-invalid", false);
    const about = (input.getAttribute("aria-describedby") ?? "").split(" ").filter(one => one && !one.endsWith("-error"));
    if (messages) {
      const told = make("div", { className: "told", id: `f-${name}-error` });
      told.append(...messages.map(one => make("p", { className: "error", textContent: one })));
      (input.closest("[data-row]") ?? field(input)).append(told);
      input.setAttribute("aria-invalid", "true");
      about.push(told.id);
    }
    input.setAttribute("aria-describedby", about.join(" "));
  };
  form.addEventListener("change", async event => {
    const row = event.target.closest("[data-row]");
    if (row && event.target === column(row)) tell(row);
    changed(event.target);
    if (!form.dataset.check) return;
    const found = await send(form.dataset.check).then(answer => answer.json()).catch(() => null);
    if (!found) return;
    (row ?? field(event.target)).querySelectorAll(".input[id]").forEach(input => {
      const empty = row && !input.value && input !== event.target;
      show(input, empty ? undefined : found[input.id.slice(2)]);
    });
  });
  form.addEventListener("input", event => changed(event.target));
  form.addEventListener("keydown", event => {
    if (event.key === "Enter" && event.isComposing) event.preventDefault();
  });
  form.addEventListener("submit", event => {
    if (event.submitter?.value !== "rows") return;
    event.preventDefault();
    add(field(event.submitter).querySelector("[data-lines]")).querySelector(".input").focus();
  });

  // Many columns
  form.querySelectorAll("[data-names]").forEach(names => {
    const boxes = [...names.querySelectorAll(".option")];
    if (boxes.length < 12) return;
    const search = make("input", { type: "search", className: "input", ariaLabel: form.dataset.search, placeholder: form.dataset.search });
    search.oninput = () => boxes.forEach(box => { box.hidden = !box.textContent.toLowerCase().includes(search.value.toLowerCase()); });
    names.prepend(search);
  });
};

document.querySelectorAll("form.study").forEach(start);
