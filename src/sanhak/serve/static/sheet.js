// Makes a sheet quicker to fill in: arrow keys and Enter walk through it, and a block of cells can be pasted. Without
// this script it is a form like any other; undo is the browser's own.
const start = (sheet) => {
  const rows = () => [...sheet.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.querySelector("input, select")));
  const place = (input) => {
    const grid = rows();
    const row = grid.findIndex((cells) => cells.includes(input));
    return [grid, row, grid[row]?.indexOf(input)];
  };
  const go = (input) => { input?.focus(); input?.select?.(); };
  const write = (input, text) => {
    if (input.tagName === "SELECT") {
      const option = [...input.options].find((one) => one.text === text);
      if (option) input.value = option.value;
    } else {
      input.focus();
      input.select();
      if (!document.execCommand("insertText", false, text)) input.value = text; // the browser can undo the first
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  sheet.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || !input.matches("input, select")) return;
    const [grid, row, column] = place(input);
    const down = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 }[event.key];
    if (down && input.tagName !== "SELECT") {
      event.preventDefault();
      let at = row + down;
      while (grid[at] && !grid[at][column]) at += down;
      go(grid[at]?.[column]);
    }
    const right = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!right) return;
    const edge = right > 0 ? input.value.length : 0;
    if (input.tagName !== "SELECT" && (input.selectionStart !== edge || input.selectionEnd !== edge) && input.selectionEnd - input.selectionStart !== input.value.length) return;
    let at = column + right;
    while (at > 0 && at < grid[row].length && !grid[row][at]) at += right;
    if (grid[row][at]) { event.preventDefault(); go(grid[row][at]); }
  });

  sheet.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!/[\t\n]/.test(text) || !event.target.matches("input, select")) return;
    event.preventDefault();
    const [grid, row, column] = place(event.target);
    text.split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((cell, right) => {
      const input = grid[row + down]?.[column + right];
      if (input) write(input, cell.trim());
    }));
    go(event.target);
  });

  // What was typed and not saved is not lost by a wrong click.
  const form = sheet.form ?? sheet.closest("form");
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
};

document.querySelectorAll("table[data-sheet]").forEach(start);
