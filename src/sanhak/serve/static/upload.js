// Files are sent as they are, one after another, with their progress. Without this script the form sends them itself.
const megabytes = (bytes) => (bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0);

const send = (form, file, seen) => new Promise((done, failed) => {
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ name: file.name, into: form.elements.into?.value ?? "" });
  request.open("PUT", `${form.dataset.upload}?${query}`);
  request.setRequestHeader("X-CSRF-Token", form.elements.csrf.value);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.upload.addEventListener("progress", (event) => seen(event.loaded, event.total));
  request.addEventListener("load", () =>
    request.status === 201 ? done(request.responseText) : failed(new Error(request.responseText)));
  request.addEventListener("error", () => failed(new Error(form.dataset.broken)));
  request.addEventListener("abort", () => failed(null));
  form.stopSending = () => request.abort();
  request.send(file);
});

const enliven = (form) => {
  const chosen = form.elements.files;
  const [sending, error] = [form.querySelector(".sending"), form.querySelector(":scope > .error")];
  const [name, told, bar] = [".name", ".done", "progress"].map((one) => sending.querySelector(one));
  sending.querySelector("button").addEventListener("click", () => form.stopSending?.());
  form.addEventListener("submit", async (event) => {
    const files = [...chosen.files];
    if (form.elements.together?.checked && files.length > 1) return; // several as one: the form sends them itself
    event.preventDefault();
    if (!files.length) return chosen.click();
    const places = [];
    [sending.hidden, error.hidden, chosen.disabled] = [false, true, true];
    try {
      for (const file of files) {
        name.textContent = file.name;
        places.push(await send(form, file, (loaded, total) => {
          bar.value = loaded / total;
          told.textContent = `${megabytes(loaded)} / ${megabytes(total)} MB`;
        }));
      }
      location = places.length === 1 ? places[0] : form.dataset.list;
    } catch (wrong) {
      [error.textContent, error.hidden] = [wrong?.message ?? "", !wrong];
    } finally {
      [sending.hidden, chosen.disabled] = [true, false];
    }
  });
  chosen.addEventListener("change", () => chosen.files.length && form.requestSubmit());
};

document.querySelectorAll("form[data-upload]").forEach(enliven);
