/* What forms do with script.
   select[data-typeahead=URL]   found by typing; URL?q= answers {"options": [{id, name, region, found_as, type_name}]}
   form[data-autosave=URL]      posted there two seconds after the last change; the answer is JSON with
                                saved (a sentence to show), and, where they changed, revision and autosave (the next URL);
                                the sentence goes into [data-autosave-status], whose data-failed is shown on failure
   form[data-once]              its buttons can be pressed once
   [data-sum=NAME]              shows the sum of the form's inputs marked data-part=NAME
   [data-add=NAME]              a button that adds a copy of template#NAME to a formset, before itself */
(function () {
  "use strict";

  function typeahead(select) {
    if (select.tomselect || !window.TomSelect) return;
    var control = new window.TomSelect(select, {
      valueField: "id",
      labelField: "name",
      searchField: [],
      maxItems: select.multiple ? null : 1,
      score: function () { return function () { return 1; }; },
      preload: "focus",
      loadThrottle: 150,
      closeAfterSelect: true,
      onType: function () { this.clearOptions(); }, // Enter must not take what was found for another text
      load: function (query, done) {
        fetch(select.dataset.typeahead + "?q=" + encodeURIComponent(query), {headers: {Accept: "application/json"}})
          .then(function (answer) { return answer.json(); })
          .then(function (data) {
            if (query !== this.inputValue()) return done(); // somebody typed on: this answers an older question
            this.clearOptions();
            done(data.options);
          }.bind(this))
          .catch(function () { done(); });
      },
      render: {
        option: function (row, escape) {
          var note = [row.found_as, row.region, row.type_name].filter(Boolean).join(" · ");
          return '<div><span class="grow">' + escape(row.name) + '</span><span class="note">' + escape(note) + "</span></div>";
        },
        no_results: function (_data, escape) {
          return '<div class="no-results">' + escape(select.dataset.none || "") + "</div>";
        },
        loading: function () { return '<div class="spinner-border spinner-border-sm"></div>'; }
      }
    });
    select.setAttribute("aria-hidden", "true"); // its label now belongs to the field in which one types
    ["aria-describedby", "aria-invalid"].forEach(function (name) { // hint and error belong to what has the focus
      if (select.hasAttribute(name)) control.control_input.setAttribute(name, select.getAttribute(name));
    });
  }

  function autosave(form) {
    var status = document.querySelector("[data-autosave-status]"), timer = null, busy = false, again = false, sent = null;
    function say(text) { if (status) status.textContent = text; }
    function save() {
      if (busy) { again = true; return; }
      busy = true;
      fetch(form.dataset.autosave, {method: "POST", body: new FormData(form), headers: {Accept: "application/json"}})
        .then(function (answer) { if (!answer.ok) throw answer; return answer.json(); })
        .then(function (data) {
          if (data.revision !== undefined && form.elements.revision) form.elements.revision.value = data.revision;
          if (data.autosave) form.dataset.autosave = data.autosave;
          if (data.action) form.action = data.action;
          say(data.saved || "");
        })
        .catch(function () { say(status ? status.dataset.failed || "" : ""); })
        .finally(function () {
          busy = false;
          if (sent) { var button = sent; sent = null; button.click(); return; }
          if (again) { again = false; save(); }
        });
    }
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(save, 2000); });
    form.addEventListener("submit", function (event) {
      clearTimeout(timer);
      again = false;
      if (!busy || !event.submitter) return;
      event.preventDefault(); // the draft's number and revision are on their way: sent now, it would be a second record
      event.stopPropagation();
      sent = event.submitter;
    });
  }

  function sums(form) {
    form.querySelectorAll("[data-sum]").forEach(function (place) {
      var total = 0;
      form.querySelectorAll('[data-part="' + place.dataset.sum + '"]').forEach(function (input) {
        total += Number(input.value) || 0;
      });
      place.textContent = total.toLocaleString("en-US");
    });
  }

  function ready(root) {
    root.querySelectorAll("select[data-typeahead]").forEach(typeahead);
    root.querySelectorAll("form[data-autosave]").forEach(autosave);
  }

  document.addEventListener("DOMContentLoaded", function () { ready(document); });
  document.addEventListener("htmx:load", function (event) { if (event.detail.elt !== document.body) ready(event.detail.elt); });

  document.addEventListener("input", function (event) {
    var form = event.target.closest("form");
    if (form) sums(form);
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", function () { // back from the next page: it can be sent again
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  document.addEventListener("click", function (event) {
    var adder = event.target.closest("[data-add]");
    if (!adder) return;
    var total = document.querySelector("[name=" + adder.dataset.add + "-TOTAL_FORMS]");
    var holder = document.createElement("div");
    holder.innerHTML = document.getElementById(adder.dataset.add).innerHTML.replace(/__prefix__/g, total.value);
    total.value = Number(total.value) + 1;
    while (holder.firstElementChild) {
      var added = adder.parentNode.insertBefore(holder.firstElementChild, adder);
      ready(added);
    }
  });
})();
