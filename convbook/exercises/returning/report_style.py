"""How the class report looks, and the one script that sorts and filters its table of students."""

STYLE = """
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:14px;margin:20px 0}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:14px;
padding:12px 16px;box-shadow:var(--shadow)}
dt{font-size:.86rem;color:var(--soft);font-weight:600}dd{margin:0}
dd b{display:block;font-size:1.9rem;line-height:1.2;letter-spacing:-.03em;font-weight:700}
dd span{line-height:1.35;display:block;font-size:.86rem;color:var(--soft)}
svg{display:block;width:100%;min-width:600px;max-width:900px;height:auto;margin:8px 0 14px}
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
.h5{fill:url(#empty)}.blank{fill:var(--card)}.hatch{stroke:var(--soft);stroke-width:2;fill:none}
.k0{background:var(--h0)}.k1{background:var(--h1)}.k2{background:var(--h2)}
.k3{background:var(--h3)}.k4{background:var(--h4)}
.k5{background:repeating-linear-gradient(45deg,var(--soft) 0 1.5px,var(--card) 1.5px 4px)}
.keys{list-style:none;display:flex;flex-wrap:wrap;gap:6px 18px;padding:0;margin:0;font-size:.88rem}
.keys i{display:inline-block;width:14px;height:14px;border-radius:3px;margin-right:7px;
vertical-align:-2px;border:1px solid var(--line)}
.pair{display:grid;grid-template-columns:minmax(64px,1fr) 3.6em;gap:10px;align-items:center}
.pair>span:last-child{text-align:right}.items{min-width:660px}.problems{min-width:640px}
.items td:nth-child(3){width:26%}#students{min-width:620px}#students td:nth-child(2){width:24%}
.problems code{background:none;padding:0}.problems tbody th{width:36%}
.problems td:last-child{min-width:200px}.id{white-space:nowrap}
.id bdi{display:inline-block;max-width:22ch;overflow:hidden;text-overflow:ellipsis;
vertical-align:bottom}
.tall{max-height:min(70vh,600px);overflow:auto}
.tall thead th{position:sticky;top:0;background:var(--card);z-index:1}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:0 20px}
.worst,.look{list-style:none;padding:0;margin:0}.worst li{display:grid;
grid-template-columns:1fr auto;gap:2px 12px;padding:5px 0}.worst .bar,.worst li>span:last-child{
grid-column:1/-1}.worst li>span:last-child{font-size:.9rem;color:var(--soft);overflow-wrap:anywhere}
.worst a{color:var(--ink);font-weight:600}.worst .n{color:var(--soft);font-weight:400}
.look li{display:grid;grid-template-columns:3.2rem 1fr;align-items:baseline;padding:5px 0}
.look b{font-size:1.25rem;text-align:right;padding-right:12px;font-variant-numeric:tabular-nums}
.fold{border-top:1px solid var(--line);padding:3px 0}.fold ul{max-width:70ch;margin-bottom:12px}
.fold>summary>.soft{font-weight:400;font-size:.88rem;float:right}
.fold summary>span:first-child{color:var(--ink)}.fold summary .soft{font-weight:400}
.from{grid-column:1/-1;font-size:.86rem;font-weight:600;color:var(--soft)}
.columns{columns:2 330px;column-gap:40px}.columns,.fold ul{list-style:none;padding:0;margin:0}
.columns li,.fold li{display:grid;break-inside:avoid;
grid-template-columns:1fr auto;gap:1px 12px;padding:5px 0}
.columns li .bar,.fold li .bar{grid-column:1/-1}.columns bdi{font-weight:600}
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
@media (max-width:600px){.tiles{grid-template-columns:1fr 1fr;gap:10px}
.items{min-width:440px;font-size:.92rem}.items .bar,#students .bar{display:none}
.items .pair,#students .pair{display:block;text-align:right}.items th,.items td{padding:8px 5px}
.items td:nth-child(3){width:auto}.fold>summary>.soft{float:none;display:block}
#students{min-width:520px}}
@media print{svg{min-width:0!important}.tiles{grid-template-columns:repeat(3,1fr)}
.tiles div{border-radius:6px;padding:8px 12px}dd b{font-size:1.5rem}details:not(.fold){display:none}
.fold::details-content{content-visibility:visible;block-size:auto}
.fold,.worst li{break-inside:avoid}.tall{max-height:none}.tall thead th{position:static}
.two{grid-template-columns:1fr 1fr}
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
