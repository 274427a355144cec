/**
 * Puts a text on the clipboard, and says whether it is there. By the event of copying: the other way asks for a
 * permission, which neither shell gives.
 */
export function copyText(text: string): boolean {
  let taken = false
  const onCopy = (event: ClipboardEvent): void => {
    if (event.clipboardData === null) return
    event.clipboardData.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
    taken = true
  }
  document.addEventListener('copy', onCopy, { capture: true })
  try {
    // Deprecated, and the only way that needs no permission; it is on for whatever a key or a button began.
    return document.execCommand('copy') && taken
  }
  finally {
    document.removeEventListener('copy', onCopy, { capture: true })
  }
}
