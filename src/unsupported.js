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
  if (!runsTheProgram()) missing.push('WebAssembly');
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

  /** Whether a program is valid that fills memory and has a null reference: the youngest of what the app's has in it. */
  function runsTheProgram() {
    return typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array([
      0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
      0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // a type: no parameters, no results
      0x03, 0x02, 0x01, 0x00, // a function of it
      0x05, 0x03, 0x01, 0x00, 0x01, // a page of memory
      0x0a, 0x10, 0x01, 0x0e, 0x00, 0x41, 0x00, 0x41, 0x00, 0x41, 0x00, 0xfc, 0x0b, 0x00, // memory.fill
      0xd0, 0x6f, 0x1a, 0x0b, // ref.null extern, drop, end
    ]));
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    made.className = className;
    made.appendChild(document.createTextNode(text));
    return made;
  }
})();
