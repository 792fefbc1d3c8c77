"""The frame of a page that stands alone: its style, its head, that nothing comes from outside."""

import base64
import hashlib

from convbook.exercises.returning.files import html, points

STYLE = """
:root{color-scheme:light dark;--paper:#faf9f5;--card:#fff;--ink:#1c2230;--soft:#565e6f;
--line:#e1dfd6;--track:#eceae2;--accent:#0a6575;--accent-soft:#dcecec;--warm:#a8431c;
--warm-soft:#f7e5da;--good:#1b6b42;--good-soft:#dff0e5;--h0:#8a2c0c;--h1:#c9602c;--h2:#ea9a5e;
--h3:#f3cfa4;--h4:#d3ece9;--shadow:0 1px 2px #1c22300d,0 6px 20px #1c22300a}
@media (prefers-color-scheme:dark){:root{--paper:#12161d;--card:#1a2029;--ink:#e9ebef;
--soft:#a4adbb;--line:#2d3542;--track:#2a313d;--accent:#62c3cf;--accent-soft:#16343b;
--warm:#f0a17c;--warm-soft:#3d2318;--good:#7fd0a1;--good-soft:#163626;--h0:#ffc2a1;
--h1:#e88a58;--h2:#b05e35;--h3:#6e4130;--h4:#1c4047;--shadow:none}}
*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:28px 24px 72px}
h1,h2,h3{line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.75rem,4.4vw,2.6rem);letter-spacing:-.02em;margin:.1em 0 .25em}
h2{font-size:1.3rem;letter-spacing:-.01em;margin:0 0 .3em}h3{font-size:1.02rem;margin:0 0 .4em}
p{margin:0 0 .8em;max-width:68ch}.soft{color:var(--soft)}.kicker{color:var(--accent);
font-weight:600;font-size:.86rem;letter-spacing:.04em;margin:0}
a{color:var(--accent)}a:focus-visible,button:focus-visible,input:focus-visible,
summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px;
border-radius:4px}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:24px;
margin:20px 0;box-shadow:var(--shadow)}
code{font:0.92em/1.4 ui-monospace,"SF Mono",Menlo,Consolas,monospace;background:var(--track);
border-radius:5px;padding:.08em .35em;overflow-wrap:anywhere}
bdi{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:9px 10px;border-bottom:1px solid var(--line);vertical-align:middle}
thead th{font-size:.82rem;color:var(--soft);font-weight:600;border-bottom:2px solid var(--line);
vertical-align:bottom}
tbody th{font-weight:500}tbody tr:last-child>*{border-bottom:0}
.n{text-align:right;white-space:nowrap}
.scroll{overflow-x:auto;margin:0 -8px;padding:0 8px}
.bar{display:block;height:8px;border-radius:4px;background:var(--track);overflow:hidden;
min-width:56px}
.bar i{display:block;height:100%;border-radius:4px;background:var(--accent)}
.bar.warm i{background:var(--warm)}
.tag{display:inline-block;border-radius:99px;padding:.12em .7em;font-size:.84rem;font-weight:600;
background:var(--accent-soft);color:var(--accent);white-space:nowrap}
.tag.warm{background:var(--warm-soft);color:var(--warm)}
.tag.good{background:var(--good-soft);color:var(--good)}
summary{cursor:pointer;color:var(--accent);font-weight:600;padding:4px 0}
footer{color:var(--soft);font-size:.88rem;margin-top:32px}
@media (max-width:600px){main{padding:20px 14px 48px}.card{padding:18px 16px;border-radius:12px}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#111;--soft:#444;--line:#ccc;
--track:#e8e8e8;--accent:#0a6575;--accent-soft:#eef5f5;--warm:#a8431c;--warm-soft:#fbefe8;
--good:#1b6b42;--good-soft:#eef7f1;--h0:#8a2c0c;--h1:#c9602c;--h2:#ea9a5e;--h3:#f3cfa4;
--h4:#d3ece9;--shadow:none}
body{font-size:10.5pt}main{max-width:none;padding:0}.card{border-radius:0;border-width:1px 0 0;
padding:12px 0;margin:10px 0}.no-print{display:none!important}.scroll{overflow:visible}
tr,svg,.unit{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""


def page(title: str, body: str, *, kind: str, style: str = "", script: str = "") -> str:
    """A whole page; its policy lets nothing load and no script run but `script` itself."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = f"; script-src 'sha256-{digest}'" if script else ""
    policy = f"default-src 'none'; style-src 'unsafe-inline'{allowed}; base-uri 'none'"
    tail = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">\n'
        f'<meta name="generator" content="convbook {kind}">\n'
        f"<title>{html(title)}</title>\n<style>{STYLE}{style}</style></head>\n"
        f"<body><main>\n{body}\n</main>{tail}</body></html>\n"
    )


def name(text: str, other: str = "") -> str:
    """A person's name, kept from turning the text around it to another direction."""
    return f"<bdi>{html(shorten(text.strip() or other))}</bdi>"


def shorten(text: str, most: int = 120) -> str:
    """The text, cut where it would fill the page."""
    return text if len(text) <= most else text[: most - 1] + "…"


def bar(share: float, kind: str = "") -> str:
    """A bar of that share; a number must stand beside it."""
    wide = 100 * min(1.0, max(0.0, share))
    return f'<span class="bar {kind}" aria-hidden="true"><i style="width:{wide:.4g}%"></i></span>'


def counted(count: float, thing: str) -> str:
    """A count with its noun, which ends in s unless there is one.

    Example:
        >>> counted(1, "point"), counted(2.5, "point"), counted(0, "day")
        ('1 point', '2.5 points', '0 days')
    """
    shown = points(count)
    return f"{shown} {thing}" if shown == "1" else f"{shown} {thing}s"


def percent(share: float | None) -> str:
    """A share in per cent.

    Example:
        >>> percent(0.256), percent(None)
        ('26 %', '–')
    """
    return "–" if share is None else f"{100 * share:.0f} %"


def wide(inside: str, label: str, kind: str = "") -> str:
    """Something that may be wider than a phone: it scrolls by itself, by keyboard too."""
    kind = f"scroll {kind}".strip()
    return f'<div class="{kind}" tabindex="0" role="region" aria-label="{label}">{inside}</div>'
