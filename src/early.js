// A page with charts need not wait for the program to ask for what draws them; the login does without.
if (location.pathname !== '/login') {
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = '/echarts/echarts.js';
  document.head.append(link);
}
