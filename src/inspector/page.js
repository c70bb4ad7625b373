// Tells the time of each picture until the function is called that this answers with.
export function eachPicture(tell) {
  let request;
  const picture = (at) => {
    request = requestAnimationFrame(picture);
    tell(at);
  };
  request = requestAnimationFrame(picture);
  return () => cancelAnimationFrame(request);
}

// Bytes in use, where the browser says it.
export function heapSize() {
  return performance.memory?.usedJSHeapSize;
}

export function now() {
  return performance.now();
}

// The text of the file that was chosen, which can then be chosen again.
export async function chosenText(input) {
  const [file] = input.files;
  const text = await file?.text();
  input.value = '';
  return text;
}
