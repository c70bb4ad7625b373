// Runs before the first picture: without it a page that is kept light would begin dark. The name is that of `KEPT` in
// screen_state.rs.
try {
  const theme = localStorage.getItem('live-dashboard.theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing starts dark.
}
