// What the page will need, while the program is on its way: what the operator has set (src/config.rs takes the answer), the
// browser's tables of how dates are written, and on a page with charts, which the login is not, what draws them.
const configAnswer = fetch('/config.json', { cache: 'no-cache' });
// Who takes it says what is wrong.
configAnswer.catch(() => {});

if (location.pathname !== '/login') {
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = '/echarts/echarts.js';
  document.head.append(link);
}

setTimeout(() => new Intl.DateTimeFormat());
