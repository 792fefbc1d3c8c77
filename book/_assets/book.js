// What the pages do by themselves: copy a citation, name the colour mode, make what scrolls
// reachable by keyboard. Everything reads well without it.
(function () {
  "use strict";

  function copyOnClick(button) {
    const tools = button.closest(".cb-cite-body");
    const source = tools.querySelector(button.dataset.cbCopy);
    const status = tools.querySelector("[role=status]");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.textContent);
        status.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(source);
        status.textContent = "Selected: press Ctrl+C to copy";
      }
      setTimeout(() => (status.textContent = ""), 3000);
    });
  }

  function nameMode() {
    const label = `Colour mode: ${document.documentElement.dataset.mode}`;
    for (const button of document.querySelectorAll(".theme-switch-button")) {
      button.setAttribute("aria-label", label);
      button.title = label;
    }
  }

  // Paper is white: code and figures are printed in their light colours.
  function lightOnPaper() {
    const root = document.documentElement;
    const shown = root.dataset.theme;
    root.dataset.theme = "light";
    addEventListener("afterprint", () => (root.dataset.theme = shown), { once: true });
  }

  // The theme does this for code and tables; formulas, figures and the sidebar scroll too.
  const SCROLLING = "div.math, mjx-container, .cb-static, .cb-plot, .output.text_html, .bd-sidebar-primary";

  // Only a formula wider than its paragraph scrolls: overhanging letters must not be cut.
  function foldWideFormulas() {
    for (const formula of document.querySelectorAll("mjx-container:not([display])")) {
      formula.classList.remove("cb-wide");
      const room = formula.closest("p, li, td, th, div").clientWidth;
      formula.classList.toggle("cb-wide", room > 0 && formula.offsetWidth > room);
    }
  }

  function reachScrolling() {
    foldWideFormulas();
    for (const box of document.querySelectorAll(SCROLLING)) {
      const scrolls = box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== "visible";
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  document.querySelectorAll("[data-cb-copy]").forEach(copyOnClick);
  new MutationObserver(nameMode).observe(document.documentElement, { attributeFilter: ["data-mode"] });
  addEventListener("load", () => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(reachScrolling));
  addEventListener("beforeprint", lightOnPaper);
  addEventListener("resize", reachScrolling);
  addEventListener("toggle", reachScrolling, true);
})();
