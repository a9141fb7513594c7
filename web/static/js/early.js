// Before the first paint: the chosen colours, so that nothing flashes.
(function () {
  try {
    var choice = localStorage.getItem('reverie.theme');
    if (choice) document.documentElement.dataset.theme = choice;
  } catch (e) { /* storage is off; the system's colours it is */ }
})();
