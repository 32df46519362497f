/* What every page does with script; without it each of these works another way or is not needed.
   data-look       a form for theme or letter size: done in place, remembered in a cookie
   data-search     the field that / and 、 go to
   data-open="id"  a button that opens a dialog; data-close, one that closes the menu it stands in
   data-copy="…"   a button that copies its text (or, with data-copy-from, the text of that element)
   data-print      a button that prints the page
   data-key="a"    pressed by that letter as well, which its kbd shows */
(function () {
  "use strict";
  var root = document.documentElement;
  var csrf = document.querySelector("meta[name=csrf-token]");

  document.addEventListener("htmx:configRequest", function (event) {
    if (csrf) event.detail.headers["X-CSRFToken"] = csrf.content;
  });

  // Answers that are errors bring a sentence and say where it goes; everything else leaves the page as it was.
  document.addEventListener("htmx:beforeSwap", function (event) {
    var xhr = event.detail.xhr;
    if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (!form.matches("[data-look]") || !button) return;
    event.preventDefault();
    document.cookie = button.name + "=" + button.value + ";path=/;max-age=31536000;samesite=lax" + (location.protocol === "https:" ? ";secure" : "");
    if (button.name === "theme") {
      root.setAttribute("data-bs-theme", button.value);
      document.querySelectorAll("[data-look] [name=theme]").forEach(function (other) {
        other.value = button.value === "dark" ? "light" : "dark";
      });
    } else {
      root.setAttribute("data-size", button.value);
      document.querySelectorAll("[data-look] [name=size]").forEach(function (other) {
        other.setAttribute("aria-pressed", String(other.value === button.value));
      });
    }
  });

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
    var closer = event.target.closest("[data-close]");
    if (closer) closeMenus(null);
    var opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
    var printer = event.target.closest("[data-print]");
    if (printer) window.print();
    var filler = event.target.closest("[data-fill]");
    if (filler) {
      event.preventDefault();
      var values = JSON.parse(filler.dataset.fill), fields = filler.closest("form").elements;
      Object.keys(values).forEach(function (name) { if (fields[name]) fields[name].value = values[name]; });
    }
    var copier = event.target.closest("[data-copy], [data-copy-from]");
    if (copier) copy(copier);
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      var open = document.querySelector("details.menu[open]");
      closeMenus(null);
      if (open) open.querySelector("summary").focus();
      return;
    }
    var typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    var search = document.querySelector("[data-search]");
    var slash = event.key === "/" || event.key === "、" || (event.code === "Slash" && !event.shiftKey && event.isComposing);
    if (slash && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "?" || event.key === "？") {
      var keys = document.getElementById("shortcuts");
      if (keys && !keys.open) keys.showModal();
    } else if (/^[a-z]$/i.test(event.key)) {
      var keyed = document.querySelector('[data-key="' + event.key.toLowerCase() + '"]');
      if (keyed) keyed.click();
    }
  });

  function copy(button) {
    var from = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    var text = from ? from.value || from.textContent.trim() : button.dataset.copy;
    var done = function () {
      var word = button.querySelector("[data-word]") || button, before = word.textContent;
      word.textContent = button.dataset.copied || before;
      setTimeout(function () { word.textContent = before; }, 2000);
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(done);
      return;
    }
    var area = document.createElement("textarea"); // plain http in an office network has no clipboard API
    area.value = text;
    area.className = "visually-hidden";
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
    done();
  }

  var beacon = document.querySelector("[data-beacon]");
  if (beacon && csrf) {
    setTimeout(function () {
      if (document.hidden) return;
      fetch(beacon.dataset.beacon, {method: "POST", headers: {"X-CSRFToken": csrf.content}}).catch(function () {});
    }, 2000);
  }

  // After a failed form the summary has the focus, so that a screen reader begins there.
  var alert = document.querySelector("[role=alert][tabindex]");
  if (alert) alert.focus();
})();
