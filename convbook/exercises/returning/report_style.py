"""How the class report looks, and the one script that sorts and filters its table of students."""

STYLE = """
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px;margin:26px 0}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:14px;
padding:16px 18px;box-shadow:var(--shadow)}
dt{font-size:.86rem;color:var(--soft);font-weight:600}dd{margin:0}
dd b{display:block;font-size:2.1rem;line-height:1.2;letter-spacing:-.03em;font-weight:700}
dd span{font-size:.86rem;color:var(--soft)}
svg{display:block;width:100%;min-width:640px;height:auto;margin:8px 0 14px}
svg text{fill:var(--soft);font-size:12.5px;font-variant-numeric:tabular-nums}
svg .strong{fill:var(--ink);font-weight:600}.grid{stroke:var(--line);fill:none}
.column{fill:var(--accent)}.column:hover{fill:var(--ink)}
.column.late{fill:var(--warm)}
.mean{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 4;fill:none}
.half{stroke:var(--warm);stroke-width:5;stroke-linecap:round;fill:none}
.dot circle{fill:var(--accent-soft);stroke:var(--accent);stroke-width:1.5}
.dot text{fill:var(--accent);font-weight:700;font-size:11.5px}
.dot.warm circle{fill:var(--warm-soft);stroke:var(--warm)}.dot.warm text{fill:var(--warm)}
.h0{fill:var(--h0)}.h1{fill:var(--h1)}.h2{fill:var(--h2)}.h3{fill:var(--h3)}.h4{fill:var(--h4)}
.h5{fill:var(--h5)}
.k0{background:var(--h0)}.k1{background:var(--h1)}.k2{background:var(--h2)}
.k3{background:var(--h3)}.k4{background:var(--h4)}.k5{background:var(--h5)}
.keys{list-style:none;display:flex;flex-wrap:wrap;gap:6px 18px;padding:0;margin:0;font-size:.88rem}
.keys i{display:inline-block;width:14px;height:14px;border-radius:3px;margin-right:7px;
vertical-align:-2px;border:1px solid var(--line)}
.pair{display:grid;grid-template-columns:minmax(64px,1fr) 3.6em;gap:10px;align-items:center}
.pair>span:last-child{text-align:right}.items{min-width:660px}.problems{min-width:640px}
.items td:nth-child(3){width:26%}#students{min-width:620px}#students td:last-child{width:24%}
.columns{columns:2 330px;column-gap:40px}.columns .unit{break-inside:avoid;padding:0 0 18px}
.columns ul{list-style:none;padding:0;margin:0}.columns li{display:grid;
grid-template-columns:1fr auto;gap:1px 12px;padding:4px 0}.columns li .bar{grid-column:1/-1}
.said{grid-column:1/-1;font-size:.88rem;padding-bottom:4px}
.bar.quiet i{background:var(--soft)}
#find{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center;margin:8px 0 14px}
#find[hidden]{display:none}
input{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);
border-radius:8px;padding:7px 12px;min-width:0;width:260px;max-width:100%}
th button{all:unset;cursor:pointer;color:inherit}th button:hover{color:var(--ink)}
th button::after{content:" \\2195";opacity:.6}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
th button:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
@media print{svg{min-width:0!important}.tiles{grid-template-columns:repeat(3,1fr)}
.tiles div{border-radius:6px;padding:8px 12px}dd b{font-size:1.5rem}details{display:none}
.items,.problems,#students{min-width:0;font-size:9pt}th,td{padding:4px 6px}
a{color:inherit;text-decoration:none}.card:has(#students){break-before:page}}
"""

SCRIPT = """
(() => {
  const table = document.getElementById("students"), body = table.tBodies[0];
  const rows = [...body.rows], find = document.getElementById("find");
  const words = document.getElementById("words"), shown = document.getElementById("shown");
  const value = (row, at) => {
    const cell = row.cells[at], text = cell.dataset.sort ?? cell.textContent.trim();
    return text !== "" && !isNaN(text) ? Number(text) : text;
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number"
    ? a - b : String(a).localeCompare(String(b));
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sign = down ? -1 : 1;
      body.append(...[...rows].sort((a, b) => sign * compare(value(a, at), value(b, at))));
    });
  });
  find.hidden = false;
  const texts = rows.map((row) => row.textContent.toLowerCase());
  words.addEventListener("input", () => {
    const wanted = words.value.trim().toLowerCase();
    let count = 0;
    rows.forEach((row, i) => {
      row.hidden = !texts[i].includes(wanted);
      count += !row.hidden;
    });
    shown.textContent = wanted ? `${count} of ${rows.length}` : "";
  });
})();
"""
