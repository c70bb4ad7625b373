// A link that is pressed without being seen is how a page hands over a file.
export function saveAddress(file, address) {
  const link = document.createElement('a');
  link.href = address;
  link.download = file;
  link.click();
}

export function saveText(file, kind, text) {
  const address = URL.createObjectURL(new Blob([text], { type: kind }));
  saveAddress(file, address);
  // The download has begun by the next task, and holds on to the text itself.
  setTimeout(() => URL.revokeObjectURL(address));
}
