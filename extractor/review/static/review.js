// The review page: one question at a time, the source beside it.  Keyboard first.
// Data comes from the local server, or, in the self-contained file, from the element #data.
// Text of a document is only ever set as textContent; nothing here builds markup from strings.
"use strict";
(() => {
  const WORDS = {
    zh: {
      all_docs: "全部文档", all_reasons: "全部原因", all_tables: "全部表格", all_states: "全部状态",
      open: "待复核", accepted: "正确", corrected: "已更正", rejected: "不成立", document_wrong: "文件有误", lawful: "合规", unsure: "存疑", conflict: "答案矛盾",
      list: "清单", finish: "写出结果", save_file: "保存答案", reviewer: "复核人", page: "第 {} 页", line: "第 {} 行", sheet: "工作表 {}", table_at: "表格 {}", paragraph: "第 {} 段", other: "另一处",
      accept: "正确", correct: "更正", reject: "不成立", unsure_do: "存疑", next: "下一题", prev: "上一题", undo: "撤销",
      accept_value: "读得对", reject_value: "原文没有", accept_other: "处理得对", reject_other: "处理不对", document_wrong_do: "文件有误", misread_do: "识读有误", lawful_do: "合规",
      not_here: "这一题请选：{}", suggested: "应为（建议，可空，不改读数）", lawful_why: "理由（必填）", again_value: "再填一次", again_hint: "{}。确为原文所印，请看着原文再填一次。", again_offline: "此页不能核对原文", remove_anyway: "确无此数，删去读数", keep_it: "不删", hint: "推算，非原文所印", as_suggestion: "作为建议",
      hard: "勾稽不平", audit: "随机抽查", money: "涉及 {}", confidence: "把握 {}", settles: "一并解决 {} 处",
      new_value: "原文所印的值", why: "说明（可空）", save: "保存", add: "再改一处", cancel: "取消", pending: "将更正",
      saved: "已保存", undone: "已撤销", nothing_to_undo: "没有可撤销的", not_saved: "没有保存：{}", offline: "连不上本机服务，没有保存",
      answered_first: "{} 已先作答：{}。你的答案没有写入。", take_theirs: "以对方为准", mine_anyway: "仍按我的",
      by: "{} 答", reopened: "重新打开", no_source: "原文件不在原处，或已改动，不能显示页面。", no_place: "此项没有出处。",
      all_done: "这一批都看过了", done_hint: "共 {} 题，已答 {}。按“写出结果”得到更正后的记录，或运行 gouji review apply。",
      done_hint_file: "共 {} 题，已答 {}。按“保存答案”得到一个文件，再运行 gouji review import。",
      effect: "核对发现：消失 {} 条，新出 {} 条", applied: "已写出 {} 份文档的复核结果", gone: "消失", come: "新出", corrections: "更正 {} 处", close: "关闭",
      help: "快捷键", empty: "空", who_first: "请先填写复核人姓名", not_applied: "未能写入", filter: "筛选", zoom: "缩放", candidate: "采用第几个候选值；推算的值只作建议", cell_hint: "点表中任一格：看它印在哪里；更正时：改这一格",
      wan: "万元", yi: "亿元", yuan: "元", table_cut: "显示第 {}–{} 行，共 {} 行",
    },
    en: {
      all_docs: "All documents", all_reasons: "All reasons", all_tables: "All tables", all_states: "All states",
      open: "open", accepted: "right", corrected: "corrected", rejected: "rejected", document_wrong: "document wrong", lawful: "lawful", unsure: "unsure", conflict: "in conflict",
      list: "List", finish: "Write results", save_file: "Save answers", reviewer: "Reviewer", page: "p. {}", line: "line {}", sheet: "sheet {}", table_at: "table {}", paragraph: "paragraph {}", other: "other place",
      accept: "Right", correct: "Correct", reject: "Reject", unsure_do: "Unsure", next: "Next", prev: "Prev", undo: "Undo",
      accept_value: "Read right", reject_value: "Not printed", accept_other: "Handled right", reject_other: "Handled wrongly", document_wrong_do: "Document wrong", misread_do: "Misread", lawful_do: "Lawful",
      not_here: "This question takes: {}", suggested: "should be (a suggestion, optional; changes no reading)", lawful_why: "reason (required)", again_value: "once more", again_hint: "{}. If it is printed so, look and type it again.", again_offline: "This page cannot compare it with the print", remove_anyway: "Not printed, take it out", keep_it: "Keep it", hint: "deduced, not printed", as_suggestion: "as suggestion",
      hard: "does not tie", audit: "random sample", money: "{} at stake", confidence: "confidence {}", settles: "settles {}",
      new_value: "value as printed", why: "remark (optional)", save: "Save", add: "One more", cancel: "Cancel", pending: "to correct",
      saved: "Saved", undone: "Undone", nothing_to_undo: "Nothing to undo", not_saved: "Not saved: {}", offline: "The local server does not answer; not saved",
      answered_first: "{} answered first: {}. Your answer was not written.", take_theirs: "Keep theirs", mine_anyway: "Mine all the same",
      by: "by {}", reopened: "reopened", no_source: "The source file is not in its place or has changed; no page to show.", no_place: "This item has no place.",
      all_done: "All of these have been seen", done_hint: "{} questions, {} answered. “Write results” gives the corrected records, as does gouji review apply.",
      done_hint_file: "{} questions, {} answered. “Save answers” gives a file for gouji review import.",
      effect: "Findings: {} gone, {} come", applied: "Results of {} documents written", gone: "Gone", come: "Come", corrections: "{} corrections", close: "Close",
      help: "Keys", empty: "empty", who_first: "Enter the reviewer's name first", not_applied: "Not applied", filter: "filter", zoom: "zoom", candidate: "take a candidate; what is deduced only as a suggestion", cell_hint: "Click a cell: see where it is printed; while correcting: correct that cell",
      wan: "×10⁴ yuan", yi: "×10⁸ yuan", yuan: "yuan", table_cut: "rows {}–{} of {}",
    },
  };
  const REASONS = {
    zh: { many_broken: "整表多不平", broken_once: "所在恒等式不成立", contradicted_by_table: "与表格不符", readers_disagree: "两种读数不一", reader_unsure: "读取有疑问", reader_note: "读取有疑问", subject_loose: "事项不在近旁", low_confidence: "把握低", reasked: "再问才读对", leftover: "未归格", unread: "未读", rejected: "模型答案未证实", audit: "随机抽查", proved: "勾稽成立", two_readers: "两种读数一致", llm_grounded: "模型所读",
      "rule:prose_vs_table": "文字与表不符", "rule:prose_vs_prose": "文字前后不符", "rule:table_arithmetic": "表内不平", "rule:table_vs_table": "表间不符", "rule:percent": "百分比", "rule:direction": "增减方向", "rule:unit": "单位", "rule:date": "日期", "rule:missing": "缺项", "rule:duplicate": "重复", "rule:label": "名称、代码", "rule:template_leftover": "模板残留", suggestion: "有推断", basis: "有依据" },
    en: {},
  };

  const $ = (id) => document.getElementById(id);
  const el = (tag, cls, text) => { const n = document.createElement(tag); if (cls) n.className = cls; if (text !== undefined && text !== null) n.textContent = text; return n; };
  const fill = (text, ...values) => values.reduce((t, v) => t.replace("{}", () => v), text);
  const clear = (node) => { node.textContent = ""; return node; };

  // ---- where the data comes from -------------------------------------------------------------
  const embedded = document.getElementById("data");
  const packed = embedded ? JSON.parse(embedded.textContent) : null;
  if (!packed && location.search) history.replaceState(null, "", location.pathname + location.hash); // the token leaves the address bar
  const memo = new Map();
  async function get(url) {
    const reply = await fetch(url, { cache: "no-store" });
    if (!reply.ok) throw new Error(String(reply.status));
    return reply.json();
  }
  const once = (key, load) => {
    if (!memo.has(key)) memo.set(key, load().catch(() => { memo.delete(key); return null; }));
    return memo.get(key);
  };
  const source = packed ? {
    queue: async () => packed.queue,
    table: async (doc, id) => packed.tables[`${doc}/${id}`] || null,
    lines: async (doc, from, to) => {
      const all = packed.lines[doc];
      return all ? { first: Math.max(1, from), lines: all.slice(Math.max(0, from - 1), to), total: all.length } : null;
    },
    page: async (doc, n) => packed.pages[`${doc}/${n}`] || null,
    answer: async (body) => answerHere(body),
  } : {
    queue: () => get("/api/queue"),
    table: (doc, id) => once(`t${doc}/${id}`, () => get(`/api/table?doc=${doc}&id=${encodeURIComponent(id)}`)),
    lines: (doc, from, to) => once(`l${doc}/${from}`, () => get(`/api/lines?doc=${doc}&from=${Math.max(1, from)}&to=${to}`)),
    page: (doc, n) => once(`p${doc}/${n}`, async () => ({ ...(await get(`/api/page?doc=${doc}&page=${n}`)), url: `/page/${doc}/${n}.png` })),
    answer: async (body) => {
      const reply = await fetch("/api/answer", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      return { status: reply.status, ...(await reply.json()) };
    },
  };

  // ---- state ---------------------------------------------------------------------------------
  let W, lang, queue, items = [], decisions = {}, shown = [], at = 0, shownAt = 0, zoom = 1;
  let spot = -1, target = null, pending = new Map(), agains = new Map(), unseen = new Map(), fixing = "", busy = false, drawn = 0;
  const mine = [];     // items that were answered here, newest last
  const written = [];  // answers of the self-contained page
  const current = () => shown[at] || null;
  const decisionOf = (item) => decisions[item.item_id] || { state: "open", head: "" };
  const word = (key, ...values) => fill(W[key] || key, ...values);
  const reasonName = (code) => (REASONS[lang] && REASONS[lang][code]) || code.replace(/^rule:/, "").replaceAll("_", " ");

  async function start() {
    queue = await source.queue();
    lang = document.documentElement.lang === "en" ? "en" : "zh";
    W = WORDS[lang];
    items = queue.items;
    decisions = queue.decisions;
    $("reviewer").value = recall() || queue.reviewer || "";
    $("reviewer-name").textContent = word("reviewer");
    $("b-list").textContent = word("list");
    $("b-finish").textContent = word(packed ? "save_file" : "finish");
    fillFilters();
    refilter(true);
    const linked = shown.findIndex((item) => item.item_id === location.hash.slice(1));
    if (linked >= 0) { at = linked; show(); }
    if (!packed) setInterval(poll, 4000);
    document.documentElement.dataset.ready = "1";
  }
  function recall() { try { return localStorage.getItem("gouji-reviewer"); } catch { return ""; } }
  function remember() { try { localStorage.setItem("gouji-reviewer", $("reviewer").value.trim()); } catch { /* a file:// page may not store */ } }

  // ---- filters -------------------------------------------------------------------------------
  function options(node, all, entries) {
    clear(node).append(new Option(all, ""));
    for (const [value, text] of entries) node.append(new Option(text, value));
  }
  function fillFilters() {
    const codes = new Map();
    for (const item of items) for (const code of new Set((item.reasons || []).map((r) => r.code))) codes.set(code, (codes.get(code) || 0) + 1);
    options($("f-doc"), word("all_docs"), queue.docs.map((d, n) => [n, d.name]));
    options($("f-reason"), word("all_reasons"), [...codes].sort((a, b) => b[1] - a[1]).map(([c, n]) => [c, `${reasonName(c)} ${n}`]));
    options($("f-state"), word("all_states"), ["open", "conflict", "accepted", "corrected", "rejected", "document_wrong", "lawful", "unsure"].map((s) => [s, W[s]]));
    fillTables();
  }
  function fillTables() {
    const doc = $("f-doc").value;
    const tables = doc === "" ? [] : Object.entries(queue.docs[doc].tables);
    options($("f-table"), word("all_tables"), tables);
    $("f-table").hidden = doc === "";
  }
  function refilter(toFirstOpen) {
    const doc = $("f-doc").value, reason = $("f-reason").value, table = $("f-table").value, state = $("f-state").value;
    const before = current();
    shown = items.filter((item) =>
      (doc === "" || item.doc === Number(doc)) && (table === "" || item.table === table) &&
      (state === "" || decisionOf(item).state === state) && (reason === "" || (item.reasons || []).some((r) => r.code === reason)));
    const wanted = toFirstOpen ? shown.findIndex(isOpen) : shown.indexOf(before);
    at = Math.max(0, wanted);
    show();
  }
  const isOpen = (item) => ["open", "conflict"].includes(decisionOf(item).state);

  // ---- one question --------------------------------------------------------------------------
  function show() {
    const item = current();
    shownAt = performance.now(); spot = -1; target = null; blank();
    drawn += 1;
    $("fix").hidden = true; $("notice").hidden = true;
    progress();
    if (!item) { nothingLeft(); return; }
    question(item); actions(item); spots(item);
    showPlace(item, item.place, item.quote);
    showTable(item);
    if (!$("list").hidden) drawList();
    for (let ahead = 1; ahead <= 3; ahead += 1) prefetch(shown[at + ahead]);
  }
  function progress() {
    const done = shown.filter((item) => !isOpen(item)).length;
    $("count").textContent = `${shown.length ? at + 1 : 0}/${shown.length} · ${done}✓`;
    $("progress").firstElementChild.style.width = `${shown.length ? 100 * done / shown.length : 0}%`;
  }
  function money(item) {
    if (item.money === undefined || item.money === null) return null;
    const yuan = Math.abs(Number(item.money));
    const [value, unit] = yuan >= 1e8 ? [yuan / 1e8, "yi"] : yuan >= 1e4 ? [yuan / 1e4, "wan"] : [yuan, "yuan"];
    return `${value.toLocaleString("en-US", { maximumFractionDigits: 2 })} ${W[unit]}`;
  }
  function question(item) {
    const box = clear($("question")), meta = el("div", "meta");
    meta.append(el("span", "", `#${item.rank}`), el("span", "", queue.docs[item.doc].name));
    if (item.hard) meta.append(el("span", "tag hard", word("hard")));
    if (item.kind === "audit") meta.append(el("span", "tag audit", word("audit")));
    const stake = money(item);
    if (stake) meta.append(el("span", "tag", word("money", stake)));
    meta.append(el("span", "tag", word("confidence", `${Math.round(100 * (item.confidence ?? 0.5))}%`)));
    const settles = Math.max((item.findings || []).length, 0);
    if (settles > 1) meta.append(el("span", "tag", word("settles", settles)));
    const said = decisionOf(item);
    if (said.state === "conflict") meta.append(el("span", "state conflict", W.conflict));
    else if (said.state !== "open") meta.append(el("span", `state ${said.state}`, `${W[said.state]} · ${word("by", said.who)}`));
    const value = el("div", `value${(item.value || "").length > 24 ? " long" : ""}`, item.value ?? (item.kind === "finding" ? "" : word("empty")));
    if (item.unit) value.append(el("small", "", item.unit));
    box.append(meta, el("div", "label", item.label), value);
    for (const change of said.state === "corrected" ? said.changes : []) box.append(el("div", "state corrected", `${change.old ?? word("empty")} → ${change.new ?? word("empty")}`));
    if (said.suggested) box.append(el("div", "state document_wrong", `${word("suggested")}：${said.suggested.new}`));
    if (said.state === "lawful" && said.why) box.append(el("div", "state lawful", said.why));
    for (const rival of said.rivals || []) box.append(el("div", "state conflict", rival));
    if (said.reopened) box.append(el("div", "state unsure", said.reopened));
    const cands = el("div", "cands");
    choices(item).forEach(([a, isReading], n) => {
      const button = el("button", isReading ? "" : "hint");
      button.append(el("kbd", "", n + 1), " ", el("b", "", a.value), " ", el("small", "", `${labelOf(item, a.path)} ${a.source}${isReading ? "" : ` · ${word("hint")}`}`));
      button.onclick = () => choose(n);
      cands.append(button);
    });
    if (cands.childNodes.length) box.append(cands);
    const list = el("ul", "reasons");
    for (const reason of item.reasons || []) if (reason.text !== item.label) list.append(el("li", "", reason.text));
    if (list.childNodes.length) box.append(list);
    if (item.quote) box.append(el("div", "quote", item.quote));
    box.scrollTop = 0;
  }
  // Readings that the place prints may be taken with one key; what is deduced only opens the judgement, as a suggestion.
  const choices = (item) => [...(item.alternatives || []).map((a) => [a, true]), ...(item.hints || []).map((a) => [a, false])].slice(0, 9);
  function choose(n) {
    const item = current(), [choice, isReading] = choices(item)[n];
    if (isReading) act("correct", [{ path: choice.path, new: choice.value }]);
    else if (item.answers.includes("document_wrong")) openJudgement("document_wrong", choice);
    else toast(word("hint"));
  }
  function labelOf(item, path) {
    const member = (item.members || []).find((m) => m.path === path);
    return member && item.members.length > 1 ? member.label.slice(-24) : "";
  }
  const KEY_OF = { accept: "A", correct: "C", misread: "M", reject: "R", document_wrong: "D", lawful: "L", unsure: "U" };
  function nameOf(item, action) {
    const kind = item.kind === "value" || item.kind === "audit" ? "value" : "other";
    return action === "accept" || action === "reject" ? word(`${action}_${kind}`) : action === "correct" ? word("correct") : word(`${action}_do`);
  }
  const canCorrect = (item) => Boolean(item.target || item.table || (item.members || []).length);
  const takes = (item, action) => item.answers.includes(action) && (!["correct", "misread"].includes(action) || canCorrect(item));
  function give(action) {
    const item = current();
    if (!item || busy) return;
    if (!takes(item, action)) toast(word("not_here", item.answers.filter((a) => takes(item, a)).map((a) => `${KEY_OF[a]} ${nameOf(item, a)}`).join("  ")));
    else if (action === "correct" || action === "misread") openFix();
    else if (action === "document_wrong" || action === "lawful") openJudgement(action);
    else act(action);
  }
  function actions(item) {
    const bar = clear($("actions"));
    const add = (key, text, cls, run) => { const b = el("button", cls); b.append(el("kbd", "", key), " ", text); b.onclick = run; bar.append(b); };
    item.answers.filter((action) => takes(item, action)).forEach((action) => add(KEY_OF[action], nameOf(item, action), action === "accept" ? "accept" : "", () => give(action)));
    bar.append(el("span", "gap"));
    add("P", word("prev"), "", () => step(-1));
    add("N", word("next"), "", () => step(1));
    add("Z", word("undo"), "", undo);
  }
  function nothingLeft() {
    clear($("actions")); clear($("spots")); clear($("paper")); clear($("table")); $("where-text").textContent = "";
    allDone(clear($("question")));
  }
  function allDone(box) {
    const done = items.filter((item) => !isOpen(item)).length;
    const note = el("div", "done");
    note.append(el("b", "", word("all_done")), el("p", "", word(packed ? "done_hint_file" : "done_hint", items.length, done)));
    box.prepend(note);
  }

  // ---- the source ----------------------------------------------------------------------------
  function spots(item) {
    const box = clear($("spots"));
    (item.spots || []).forEach((s, n) => {
      const button = el("button", "", `${s.value ?? ""} ${s.label}`.trim());
      button.title = s.label;
      button.onclick = () => goSpot(n);
      box.append(button);
    });
    if (box.firstChild) { const hint = el("kbd", "", "O"); box.prepend(hint); }
  }
  function goSpot(n) {
    const item = current(), list = item.spots || [];
    if (!list.length) return;
    spot = n >= list.length ? -1 : n;
    [...$("spots").querySelectorAll("button")].forEach((b, k) => b.classList.toggle("on", k === spot));
    const there = spot < 0 ? item : list[spot];
    showPlace(item, there.place, there.quote);
    const path = spot < 0 ? item.target || item.path : there.path;
    if (path && path.startsWith("tables/")) showTable(item, path.split("/")[1], path); else showTable(item);
  }
  const boxOf = (place) => place && place.bbox ? place.bbox : null;
  const inFile = (at) => !at ? "" : at.sheet ? word("sheet", `${at.sheet} ${at.cell}`) : at.table ? word("table_at", `${at.table} ${at.cell}`) : at.paragraph ? word("paragraph", at.paragraph) : "";
  const placeName = (p) => [p.address && p.address.file || "", inFile(p.address) || (p.page ? word("page", p.page) : word("line", p.line))].filter(Boolean).join(" ");
  async function showPlace(item, place, quote) {
    const turn = drawn, doc = queue.docs[item.doc], paper = $("paper");
    if (!place || (!place.page && !place.line)) {
      $("where-text").textContent = doc.name;
      clear(paper).append(el("div", "missing", word("no_place")));
      if (quote) paper.append(el("div", "missing", quote));
      return;
    }
    $("where-text").textContent = placeName(place);
    if (place.page) await showPage(item, place, turn); else await showLines(item, place, turn);
  }
  const fileOf = (place) => place && place.address && place.address.file || "";
  function sourceOf(item, place) {  // the number of the file that a place is in: 3, and 3.1 for the second file of document 3
    const file = (queue.docs[item.doc].files || []).indexOf(fileOf(place));
    return file > 0 ? `${item.doc}.${file}` : `${item.doc}`;
  }
  async function showPage(item, place, turn) {
    const page = await source.page(sourceOf(item, place), place.page), paper = $("paper");
    if (turn !== drawn) return;
    if (!page) { clear(paper).append(el("div", "missing", word("no_source"))); return; }
    const sheet = el("div", "page"), image = el("img");
    sheet.style.width = `calc(${100 * zoom}% - 16px)`;
    sheet.style.aspectRatio = `${page.width} / ${page.height}`;
    image.src = page.url; image.alt = "";
    sheet.append(image);
    const here = (p) => p && p.page === place.page && p.bbox && fileOf(p) === fileOf(place);
    const spotted = new Set((item.spots || []).map((s) => s.path));
    for (const m of item.members || []) if (here(m.place) && !spotted.has(m.path) && String(m.place.bbox) !== String(place.bbox)) sheet.append(frame(m.place.bbox, page, "box also"));
    for (const s of item.spots || []) if (here(s.place)) sheet.append(frame(s.place.bbox, page, "box other"));
    if (place === item.place) for (const piece of item.also || []) if (here(piece)) sheet.append(frame(piece.bbox, page, "box"));
    if (boxOf(place)) sheet.append(frame(place.bbox, page, "box"));
    clear(paper).append(sheet);
    const box = boxOf(place) || [0, 0, 0, 0];
    const scale = sheet.clientWidth / page.width;
    paper.scrollTo(Math.max(0, (box[0] + box[2]) / 2 * scale - paper.clientWidth / 2), Math.max(0, (box[1] + box[3]) / 2 * scale - paper.clientHeight / 2));
  }
  function frame(box, page, cls) {
    const node = el("div", cls), pad = 2;
    node.style.left = `${100 * (box[0] - pad) / page.width}%`;
    node.style.top = `${100 * (box[1] - pad) / page.height}%`;
    node.style.width = `${100 * (box[2] - box[0] + 2 * pad) / page.width}%`;
    node.style.height = `${100 * (box[3] - box[1] + 2 * pad) / page.height}%`;
    return node;
  }
  const AROUND = 40;
  async function showLines(item, place, turn) {
    const from = Math.max(1, place.line - AROUND);
    const got = await source.lines(sourceOf(item, place), from, from + 2 * AROUND), paper = $("paper");
    if (turn !== drawn) return;
    if (!got || !got.lines.length) { clear(paper).append(el("div", "missing", word("no_source"))); return; }
    const sheet = el("div", "lines");
    sheet.style.fontSize = `${13 * zoom}px`;
    let focus = null;
    got.lines.forEach((text, n) => {
      const number = got.first + n, row = el("div", number === place.line ? "ln on" : "ln"), body = el("span");
      row.append(el("b", "", number), body);
      marked(body, text, marksOf(item, place, number));
      if (number === place.line) focus = row;
      sheet.append(row);
    });
    clear(paper).append(sheet);
    if (focus) paper.scrollTop = focus.offsetTop - paper.clientHeight / 3;
  }
  function marksOf(item, place, number) {
    const marks = [];
    const add = (p, cls) => { if (p && p.line === number && p.span && fileOf(p) === fileOf(place)) marks.push([p.span[0], p.span[1], cls]); };
    add(place, "");
    if (place === item.place) for (const piece of item.also || []) add(piece, "");
    for (const s of item.spots || []) add(s.place, "other");
    for (const m of item.members || []) add(m.place, "also");
    return marks;
  }
  function marked(node, text, marks) {
    const chars = [...text].length === text.length ? null : [...text];  // spans count characters, not UTF-16 units
    const cut = (a, b) => chars ? chars.slice(a, b).join("") : text.slice(a, b);
    let done = 0;
    const free = [];
    for (const mark of marks) if (!free.some((m) => mark[0] < m[1] && m[0] < mark[1])) free.push(mark);
    for (const [a, b, cls] of free.sort((x, y) => x[0] - y[0])) {
      node.append(cut(done, a), el("mark", cls, cut(a, b)));
      done = b;
    }
    node.append(cut(done, undefined));
  }
  function prefetch(item) {
    if (!item || packed) return;
    if (item.table) source.table(item.doc, item.table);
    if (item.place && item.place.page) source.page(sourceOf(item, item.place), item.place.page).then((p) => { if (p) new Image().src = p.url; });
    else if (item.place && item.place.line) source.lines(sourceOf(item, item.place), Math.max(1, item.place.line - AROUND), Math.max(1, item.place.line - AROUND) + 2 * AROUND);
  }

  // ---- the table around it -------------------------------------------------------------------
  const ROWS = 30;
  async function showTable(item, id, path) {
    const turn = drawn;
    id = id || item.table;
    if (!id) { memberTable(item); return; }
    const table = await source.table(item.doc, id), box = $("table");
    if (turn !== drawn || !table) { if (turn === drawn) memberTable(item); return; }
    clear(box);
    const focus = (path || item.target || item.path || "").split("/"), row = focus[2] === "rows" ? Number(focus[3]) : 0;
    const first = Math.max(0, Math.min(row - ROWS / 2, table.rows.length - ROWS)), last = Math.min(table.rows.length, first + ROWS);
    const members = new Set((item.members || []).map((m) => m.path)), others = new Set((item.spots || []).map((s) => s.path));
    box.append(el("h3", "", `${table.name} ${table.unit}` + (last - first < table.rows.length ? ` · ${word("table_cut", first + 1, last, table.rows.length)}` : "")));
    const grid = el("table"), head = el("tr");
    head.append(el("th", "", "#"));
    for (const name of table.columns) { const th = el("th", "", name); th.title = name; head.append(th); }
    grid.append(head);
    let here = null;
    for (let r = first; r < last; r += 1) {
      const line = el("tr");
      line.append(el("td", "n", r + 1));
      table.rows[r].forEach((text, c) => {
        const name = `tables/${id}/rows/${r}/cols/${c}`, cell = el("td", "", text ?? "");
        if (text && /^[-+△▲]?[\d.,]+%?$/.test(text)) cell.classList.add("num");
        if (members.has(name)) cell.classList.add("member");
        if (others.has(name)) cell.classList.add("spot");
        const doubt = table.doubts[r] && table.doubts[r][c];
        if (doubt > 1) cell.classList.add(`d${doubt}`);
        if (name === (path || item.target || item.path)) { cell.classList.add("on"); here = cell; }
        cell.dataset.path = name; cell.title = text ?? "";
        cell.onclick = () => pickCell(item, name, text, table.places[r] && table.places[r][c], cell, table.file);
        line.append(cell);
      });
      grid.append(line);
    }
    box.append(grid);
    if (here) box.scrollTo(Math.max(0, here.offsetLeft - box.clientWidth / 2), Math.max(0, here.offsetTop - box.clientHeight / 2));
  }
  function memberTable(item) {
    const box = clear($("table")), grid = el("table");
    for (const member of item.members || []) {
      const line = el("tr"), value = el("td", "num", member.value ?? "");
      if (member.path === (item.target || item.path)) value.classList.add("on");
      line.append(el("td", "wide", member.label), value, el("td", "", member.unit || ""));
      line.onclick = () => { if (fixing && fixing !== "lawful") pickFigure(item, member.path, member.value); else showPlace(item, member.place); };
      grid.append(line);
    }
    if (grid.childNodes.length) box.append(grid);
  }
  function pickCell(item, path, text, place, cell, file) {
    if (fixing && fixing !== "lawful") {
      document.querySelectorAll("td.target").forEach((n) => n.classList.remove("target"));
      cell.classList.add("target");
      pickFigure(item, path, text);
    } else if (place) {
      const at = place.length === 3 ? { line: place[0], span: [place[1], place[2]] } : { page: place[0], bbox: place.slice(1) };
      showPlace(item, file ? { ...at, address: { file } } : at);
    }
  }

  function pickFigure(item, path, text) {
    target = path;
    if (fixing === "fix") drawFix(item, text); else drawJudgement(item, $("suggested-value").value);
  }

  // ---- answering -----------------------------------------------------------------------------
  function blank() { pending = new Map(); agains = new Map(); unseen = new Map(); fixing = ""; }
  function openFix() {
    const item = current();
    if (!item || busy || !canCorrect(item)) return;
    blank();
    fixing = "fix";
    target = item.target || (item.members && item.members[0] && item.members[0].path) || null;
    drawFix(item, valueOf(item, target));
  }
  function valueOf(item, path) {
    const member = (item.members || []).find((m) => m.path === path);
    return member ? member.value : path === item.target ? item.value : "";
  }
  function named(key, field) {
    const box = el("label", "named");
    box.append(el("span", "", word(key)), field);
    return box;
  }
  function figureChoice(item, changed) {
    const which = el("select"), known = (item.members || []).some((m) => m.path === target);
    for (const member of item.members || []) which.append(new Option(`${member.label} ${member.value ?? ""}`, member.path, false, member.path === target));
    if (target && !known) which.append(new Option(cellName(target), target, true, true));
    which.onchange = () => { target = which.value; changed(); };
    return which.options.length > 1 || !known ? which : null;
  }
  function drawFix(item, value) {
    const form = clear($("fix")), row = el("div", "row"), foot = el("div", "row");
    form.hidden = false;
    const which = figureChoice(item, () => drawFix(item, valueOf(item, target)));
    const long = (value || "").length > 60;
    const input = el(long ? "textarea" : "input"), why = el("input"), again = el("input");
    input.id = "new-value"; input.value = pending.has(target) ? pending.get(target) : value ?? ""; input.autocomplete = "off";
    why.id = "why"; why.maxLength = 500;
    again.id = "again-value"; again.autocomplete = "off";
    if (which) form.append(which);
    const add = el("button", "", word("add")), save = el("button", "", word("save")), cancel = el("button", "", word("cancel"));
    add.type = cancel.type = "button";
    add.onclick = () => { pending.set(target, input.value); drawFix(item, value); };
    cancel.onclick = () => closeFix();
    row.append(named("new_value", input), save, add, cancel); foot.append(named("why", why));
    form.append(row);
    if (unseen.has(target)) {
      const twice = el("div", "row");
      twice.append(named("again_value", again));
      form.append(el("div", "state unsure", word("again_hint", unseen.get(target))), twice);
    }
    form.append(foot);
    if (pending.size) form.append(el("div", "pending", `${word("pending")}：${[...pending].map(([p, v]) => `${cellName(p)} → ${v}`).join("；")}`));
    form.append(el("div", "pending", word("cell_hint")));
    form.onsubmit = (event) => {
      event.preventDefault();
      const old = valueOf(item, target) || value || "";
      if (!(pending.size && input.value === old)) pending.set(target, input.value);
      if (unseen.has(target) && again.value.trim()) agains.set(target, again.value);
      const changes = [...pending].map(([path, text]) => ({ path, new: text, again: agains.get(path) ?? null }));
      act(item.kind === "finding" ? "misread" : "correct", changes, why.value);
    };
    const submits = (field) => { field.onkeydown = (event) => { if (event.key === "Enter" && !event.isComposing && (field !== input || !long || event.ctrlKey)) { event.preventDefault(); form.requestSubmit(); } }; };
    submits(input); submits(again);
    if (unseen.has(target)) again.focus(); else { input.focus(); input.select(); }
  }
  // A judgement on a finding: the document is wrong (what it should say may be suggested), or there is a lawful reason.
  function openJudgement(action, hint) {
    const item = current();
    if (!item || busy) return;
    blank();
    fixing = action;
    const given = hint || (item.hints || [])[0];
    target = given ? given.path : item.target || null;
    drawJudgement(item, hint ? hint.value : "");
  }
  function drawJudgement(item, text) {
    const form = clear($("fix")), row = el("div", "row"), foot = el("div", "row");
    const why = el("input"), save = el("button", "", word("save")), cancel = el("button", "", word("cancel"));
    const isLawful = fixing === "lawful", input = el("input");
    form.hidden = false;
    why.id = "why"; why.maxLength = 500; why.autocomplete = "off"; why.required = isLawful;
    cancel.type = "button"; cancel.onclick = () => closeFix();
    form.append(el("b", "", nameOf(item, fixing)));
    if (!isLawful && canCorrect(item)) {
      const which = figureChoice(item, () => drawJudgement(item, input.value));
      input.id = "suggested-value"; input.value = text; input.autocomplete = "off";
      if (which) form.append(which);
      row.append(named("suggested", input));
      form.append(row);
    }
    foot.append(named(isLawful ? "lawful_why" : "why", why), save, cancel);
    form.append(foot);
    form.onsubmit = (event) => {
      event.preventDefault();
      const suggested = input.value.trim() && target ? { path: target, new: input.value } : null;
      act(isLawful ? "lawful" : "document_wrong", [], why.value, undefined, suggested);
    };
    (isLawful || !canCorrect(item) ? why : input).focus();
  }
  const cellName = (path) => path.split("/").slice(1).join("/").replace("/rows/", " 行").replace("/cols/", " 列").replace(/(行|列)(\d+)/g, (_, w, n) => `${w}${Number(n) + 1}`);
  function closeFix() { blank(); $("fix").hidden = true; document.querySelectorAll("td.target").forEach((n) => n.classList.remove("target")); $("source").focus(); }

  async function act(action, changes, why, overBase, suggested, again) {
    const item = current(), who = $("reviewer").value.trim();
    if (!item || busy) return;
    if (!who) { toast(word("who_first")); $("reviewer").focus(); return; }
    remember();
    busy = true;
    const body = { item_id: item.item_id, version: item.version, action, reviewer: who, base: overBase ?? decisionOf(item).head, changes: changes || [], suggested: suggested || null, again: again || "", why: why || "", seconds: Math.min(600, (performance.now() - shownAt) / 1000) };
    let reply;
    try { reply = await source.answer(body); } catch { reply = { status: 0 }; }
    busy = false;
    if (reply.status === 409) { conflicted(item, reply, body); return; }
    if (reply.status === 428 && reply.confirm) { confirmRemoval(reply, body); return; }
    if (reply.status === 428) { typeAgain(item, reply, body); return; }
    if (reply.status !== 200) { toast(reply.status ? word("not_saved", reply.error || reply.status) : word("offline")); return; }
    decisions[item.item_id] = reply.decision;
    mine.push(item);
    toast(word("saved"));
    if (["correct", "misread", "reject", "lawful"].includes(action)) effect(item);
    closeFix();
    advance(item);
  }
  function confirmRemoval(reply, body) {
    const bar = clear($("notice")), yes = el("button", "", word("remove_anyway")), no = el("button", "", word("keep_it"));
    yes.onclick = () => { bar.hidden = true; act(body.action, [], body.why, body.base, null, "reject"); };
    no.onclick = () => { bar.hidden = true; };
    bar.append(el("span", "", reply.error), yes, no);
    bar.hidden = false;
  }
  function typeAgain(item, reply, body) {
    if (fixing !== "fix") blank();
    fixing = "fix";
    target = reply.again;
    for (const change of body.changes) pending.set(change.path, change.new);
    unseen.set(target, reply.error);
    drawFix(item, valueOf(item, target));
    $("why").value = body.why;
  }
  function advance(item) {
    const from = shown.indexOf(item), later = shown.findIndex((i, n) => n > from && isOpen(i)), any = shown.findIndex(isOpen);
    const left = later >= 0 ? later : any;
    if (left >= 0) { at = left; show(); return; }
    show();
    allDone($("question"));
  }
  function conflicted(item, reply, body) {
    decisions[item.item_id] = reply.decision;
    const bar = clear($("notice"));
    const said = reply.decision;
    const theirs = el("button", "", word("take_theirs")), ours = el("button", "", word("mine_anyway"));
    const what = said.state === "corrected" ? `${W.corrected} ${said.changes.map((c) => c.new).join("、")}` : W[said.state];
    theirs.onclick = () => show();
    ours.onclick = () => act(body.action, body.changes, body.why, said.head, body.suggested);
    bar.append(el("span", "", word("answered_first", said.who || "?", what)), theirs, ours);
    question(item);
    bar.hidden = false;
  }
  async function undo() {
    if (busy) return;
    const item = mine.pop();
    if (!item) { toast(word("nothing_to_undo")); return; }
    busy = true;
    let reply;
    try { reply = await source.answer({ item_id: item.item_id, version: item.version, action: "undo", reviewer: $("reviewer").value.trim(), base: decisionOf(item).head }); } catch { reply = { status: 0 }; }
    busy = false;
    if (reply.status !== 200) {
      if (reply.decision) decisions[item.item_id] = reply.decision; else mine.push(item);
      toast(reply.status ? word("not_saved", reply.error || reply.status) : word("offline"));
      return;
    }
    decisions[item.item_id] = reply.decision;
    if (!shown.includes(item)) refilter(false);
    at = Math.max(0, shown.indexOf(item));
    show();
    toast(word("undone"));
    if (!packed) effect(item, true);
  }
  async function effect(item, quiet) {
    if (packed) return;
    try {
      const found = await get(`/api/effect?doc=${item.doc}`);
      if (!quiet || found.gone.length + found.come.length) toast(word("effect", found.gone.length, found.come.length));
    } catch { /* the answer is saved; only its preview is missing */ }
  }
  function answerHere(body) {
    const item = items.find((i) => i.item_id === body.item_id), before = decisionOf(item);
    if (body.action === "undo") {
      const taken = written.map((w) => w.item_id).lastIndexOf(item.item_id);
      const [gone] = taken >= 0 ? written.splice(taken, 1) : [null];
      return { status: 200, decision: gone ? gone.before : before };
    }
    if (["correct", "misread"].includes(body.action) && !(body.changes || []).length) return { status: 422, error: word("new_value") };
    if (body.action === "lawful" && !body.why.trim()) return { status: 422, error: word("lawful_why") };
    const isRead = (change) => (item.alternatives || []).some((a) => a.path === change.path && a.value === change.new);
    const once = (body.changes || []).find((change) => !change.again && !isRead(change));
    if (once) return { status: 428, again: once.path, new: once.new, error: word("again_offline") };
    if (body.action === "reject" && !body.again && ["value", "audit"].includes(item.kind)) return { status: 428, confirm: item.item_id, error: word("again_offline") };
    const { base, ...rest } = body;
    written.push({ ...rest, base: queue.decisions0[item.item_id] || "", before, at: new Date().toISOString() });
    return { status: 200, decision: { state: { accept: "accepted", correct: "corrected", misread: "corrected", reject: "rejected", document_wrong: "document_wrong", lawful: "lawful", unsure: "unsure" }[body.action], suggested: body.suggested, why: body.why, head: before.head, who: body.reviewer, changes: (body.changes || []).map((c) => ({ old: null, ...c })) } };
  }
  function saveFile() {
    const last = new Map();
    for (const { before, ...answer } of written) last.set(answer.item_id, answer);
    const text = [...last.values()].map((answer) => JSON.stringify(answer)).join("\n") + "\n";
    const link = el("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ndjson" }));
    link.download = "decisions.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  async function finish() {
    if (packed) { saveFile(); return; }
    const reply = await fetch("/api/apply", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    const done = await reply.json();
    if (!reply.ok) { toast(word("not_saved", done.error || reply.status)); return; }
    const box = dialog(word("applied", done.documents.length));
    box.append(el("p", "", done.folder));
    for (const doc of done.documents) {
      box.append(el("b", "", `${doc.name} · ${word("corrections", doc.corrections)}`));
      const list = el("ul");
      for (const [key, texts] of [["gone", doc.gone], ["come", doc.come], ["not_applied", doc.not_applied]]) for (const text of texts) list.append(el("li", "", `${W[key]}：${text}`));
      box.append(list);
    }
  }
  async function poll() {
    if (document.hidden || busy) return;
    let fresh;
    try { fresh = await get("/api/decisions"); } catch { return; }
    if (busy) return;
    const item = current(), before = item ? decisionOf(item).head : "";
    decisions = fresh;
    progress();
    if (item && decisionOf(item).head !== before && !fixing) { question(item); }
  }

  // ---- moving about --------------------------------------------------------------------------
  function step(by) { if (!shown.length) return; at = Math.min(shown.length - 1, Math.max(0, at + by)); show(); }
  function setZoom(by) { zoom = Math.min(3, Math.max(0.6, zoom * by)); const item = current(); if (item) { const there = spot < 0 ? item : item.spots[spot]; showPlace(item, there.place, there.quote); } }
  const HEIGHT = 28;
  function toggleList(on) { $("list").hidden = on === undefined ? !$("list").hidden : !on; if (!$("list").hidden) { $("list").scrollTop = Math.max(0, at * HEIGHT - 200); drawList(); } }
  function drawList() {
    const pane = $("list"), rows = pane.firstElementChild;
    rows.style.height = `${shown.length * HEIGHT}px`;
    clear(rows);
    const first = Math.max(0, Math.floor(pane.scrollTop / HEIGHT) - 5), last = Math.min(shown.length, first + Math.ceil(pane.clientHeight / HEIGHT) + 10);
    for (let n = first; n < last; n += 1) {
      const item = shown[n], state = decisionOf(item).state, row = el("div", n === at ? "r on" : "r");
      row.style.top = `${n * HEIGHT}px`;
      row.append(el("i", `state ${state}`, state === "open" ? "○" : "●"), el("i", "", item.rank), el("span", "", `${item.label} ${item.value ?? ""}`));
      row.onclick = () => { at = n; show(); };
      rows.append(row);
    }
  }
  let fading = 0;
  function toast(text) { const node = $("toast"); node.textContent = text; node.classList.add("on"); clearTimeout(fading); fading = setTimeout(() => node.classList.remove("on"), 2600); }
  function dialog(title) {
    const box = clear($("dialog")), close = el("button", "", word("close"));
    const head = el("h2", "", title), body = el("div");
    close.onclick = () => { box.hidden = true; };
    box.append(head, body, close);
    box.hidden = false; close.focus();
    return body;
  }
  function help() {
    const list = el("dl"), add = (key, text) => { const dt = el("dt"); dt.append(el("kbd", "", key)); list.append(dt, el("dd", "", text)); };
    const item = current(), answers = item ? item.answers.filter((a) => takes(item, a)).map((a) => [KEY_OF[a], nameOf(item, a)]) : [];
    for (const [key, text] of [...answers, ["1–9", W.candidate], ["N → J", W.next], ["P ← K", W.prev], ["Z", W.undo], ["O", W.other], ["T", W.list], ["F", W.filter], ["+ −", W.zoom], ["Enter", W.save], ["Esc", W.cancel]]) add(key, text);
    dialog(word("help")).append(list, el("p", "", word("cell_hint")));
  }
  const KEYS = {
    a: () => give("accept"), c: () => give(current() && current().kind === "finding" ? "misread" : "correct"), m: () => give("misread"), r: () => give("reject"), d: () => give("document_wrong"), l: () => give("lawful"), u: () => give("unsure"), n: () => step(1), j: () => step(1), arrowright: () => step(1),
    p: () => step(-1), k: () => step(-1), arrowleft: () => step(-1), z: undo, o: () => goSpot(spot + 1), t: () => toggleList(), f: () => $("f-doc").focus(),
    "+": () => setZoom(1.25), "=": () => setZoom(1.25), "-": () => setZoom(0.8), "?": help, home: () => { at = 0; show(); }, end: () => { at = Math.max(0, shown.length - 1); show(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (!$("dialog").hidden) $("dialog").hidden = true; else if (fixing) closeFix(); else toggleList(false);
      if (document.activeElement) document.activeElement.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.target.tagName === "BUTTON" && (event.key === "Enter" || event.key === " ")) return;
    const item = current(), digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
    if (digit && item && choices(item)[digit - 1]) { event.preventDefault(); choose(digit - 1); return; }
    const run = KEYS[event.key.toLowerCase()];
    if (run) { event.preventDefault(); run(); }
  });
  for (const id of ["f-doc", "f-reason", "f-table", "f-state"]) $(id).addEventListener("change", () => { if (id === "f-doc") fillTables(); refilter(true); $(id).blur(); });
  $("b-list").onclick = () => toggleList(); $("b-finish").onclick = finish; $("b-help").onclick = help;
  $("b-minus").onclick = () => setZoom(0.8); $("b-plus").onclick = () => setZoom(1.25);
  $("list").addEventListener("scroll", () => requestAnimationFrame(drawList));
  $("reviewer").addEventListener("change", remember);
  start();
})();
