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
  // No event says when a browser has read what it saves.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
