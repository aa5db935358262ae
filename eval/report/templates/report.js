"use strict";
// The error browser. Everything from a document becomes a text node; nothing is ever parsed as HTML.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 50;
  const state = { doc: "", part: "", kind: "", reason: "", text: "", from: 0 };
  const keys = ["doc", "part", "kind", "reason"];
  const byId = (id) => document.getElementById(id);

  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    return node;
  };

  const matches = (error, without) =>
    keys.every((key) => key === without || !state[key] || error[key] === state[key]) &&
    (!state.text || [error.path, error.gold, error.ours, error.quote, error.id].some((t) => t && t.toLowerCase().includes(state.text)));

  // Each list offers what the other filters leave, with how many there are.
  const fill = () => {
    for (const key of keys) {
      const select = byId("f-" + key);
      const tally = new Map();
      for (const error of data.errors) if (matches(error, key)) tally.set(error[key], (tally.get(error[key]) || 0) + 1);
      const first = select.options[0];
      select.replaceChildren(first);
      for (const [value, count] of [...tally].sort((a, b) => b[1] - a[1])) {
        const option = make("option", "", `${value} (${count})`);
        option.value = value;
        select.append(option);
      }
      if (state[key] && !tally.has(state[key])) {
        const option = make("option", "", `${state[key]} (0)`);
        option.value = state[key];
        select.append(option);
      }
      select.value = state[key];
    }
  };

  // A value as it may be printed: with spaces and thousands separators between its characters.
  const printed = (value) => new RegExp([...value].map((c) => c.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[\\s,，]*"));

  // Marks the first value that stands in a line; everything stays text nodes.
  const marked = (parent, text, wanted) => {
    for (const value of wanted) {
      const hit = value && value.length > 1 && value.length < 200 ? printed(value).exec(text) : null;
      if (!hit) continue;
      parent.append(text.slice(0, hit.index), make("mark", "", hit[0]), text.slice(hit.index + hit[0].length));
      return;
    }
    parent.append(text);
  };

  const source = (error) => {
    const box = make("div", "src");
    const wanted = [error.ours, error.gold];
    if (error.page) box.append(make("div", "sub", `${data.words.page} ${error.page}`));
    for (const [number, text] of error.lines || []) {
      const row = make("div", "ln");
      row.append(make("b", "", number));
      const span = make("span");
      marked(span, text, wanted);
      row.append(span);
      box.append(row);
    }
    if (error.image !== undefined) {
      const crop = make("div", "crop");
      const image = make("img");
      image.src = data.images[error.image];
      image.alt = `${data.words.page} ${error.page}`;
      crop.append(image);
      if (error.box) {
        const frame = make("i");
        ["left", "top", "width", "height"].forEach((side, k) => frame.style.setProperty(side, error.box[k] + "%"));
        crop.append(frame);
      }
      box.append(crop);
    }
    if (error.note) box.append(make("div", "sub", data.words[error.note] || error.note));
    if (error.quote) { const q = make("p", "q"); marked(q, error.quote, wanted); box.append(q); }
    return box;
  };

  const item = (error) => {
    const node = make("article", "error");
    node.dataset.id = error.id;
    const left = make("div");
    left.append(make("span", "why", error.reason), make("span", "doc", `${error.doc} · ${error.part} · ${error.kind}`));
    left.append(make("div", "path", error.path));
    const pair = make("dl", "pair");
    for (const side of ["gold", "ours"]) {
      const value = error[side];
      pair.append(make("dt", "", data.words[side]), make("dd", value === undefined ? "nil" : "", value === undefined ? "∅" : value));
    }
    if (error.side) left.append(make("span", "why", error.side));
    left.append(pair);
    node.append(left, source(error));
    return node;
  };

  const show = () => {
    const found = data.errors.filter((error) => matches(error, null));
    if (state.from >= found.length) state.from = 0;
    const page = found.slice(state.from, state.from + PAGE);
    byId("list").replaceChildren(...(page.length ? page.map(item) : [make("p", "sub", data.words.none)]));
    byId("count").textContent = `${found.length} ${data.words.shown}`;
    byId("where").textContent = found.length ? `${state.from + 1}–${state.from + page.length} / ${found.length}` : "";
    byId("prev").disabled = state.from === 0;
    byId("next").disabled = state.from + PAGE >= found.length;
    fill();
  };

  for (const key of keys) byId("f-" + key).addEventListener("change", (event) => { state[key] = event.target.value; state.from = 0; show(); });
  byId("f-text").addEventListener("input", (event) => { state.text = event.target.value.trim().toLowerCase(); state.from = 0; show(); });
  byId("reset").addEventListener("click", () => { for (const key of [...keys, "text"]) state[key] = ""; state.from = 0; byId("f-text").value = ""; show(); });
  byId("prev").addEventListener("click", () => { state.from = Math.max(0, state.from - PAGE); show(); });
  byId("next").addEventListener("click", () => { state.from += PAGE; show(); });
  show();
})();
