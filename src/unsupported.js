// Runs before the app, in browsers that can't run it too: so it is written as they know it, and says what is missing in the
// place of an empty page. A language that it does not know gets English.
(function () {
  var WORDS = {
    en: ['This browser is not supported', 'It lacks: ', 'A current Firefox, Chrome, Edge or Safari shows the dashboard.'],
    zh: ['此浏览器不受支持', '缺少：', '请使用最新版本的 Firefox、Chrome、Edge 或 Safari。'],
    de: ['Dieser Browser genügt nicht', 'Es fehlt: ', 'Ein aktueller Firefox, Chrome, Edge oder Safari zeigt das Dashboard.'],
  };

  var missing = [];
  if (!('noModule' in document.createElement('script'))) missing.push('JavaScript modules');
  if (typeof WebAssembly !== 'object' || !WebAssembly.instantiateStreaming) missing.push('WebAssembly');
  if (typeof WebSocket !== 'function') missing.push('WebSocket');
  if (typeof ResizeObserver !== 'function') missing.push('ResizeObserver');
  if (!missing.length) return;

  document.addEventListener('DOMContentLoaded', function () {
    var words = WORDS[String(navigator.language).slice(0, 2)] || WORDS.en;
    var page = document.createElement('main');
    page.className = 'message-page';
    page.setAttribute('role', 'alert');
    page.setAttribute('data-testid', 'unsupported');
    page.appendChild(element('h1', 'message-page__title', words[0]));
    page.appendChild(element('p', 'message-page__text', words[1] + missing.join(', ') + '.'));
    page.appendChild(element('p', 'message-page__text', words[2]));
    document.body.appendChild(page);
  });

  function element(name, className, text) {
    var made = document.createElement(name);
    made.className = className;
    made.appendChild(document.createTextNode(text));
    return made;
  }
})();
