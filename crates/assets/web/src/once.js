// A form with data-once is sent once, however often its button is pressed.

/** @param {Document | Element} root */
export function sendOnce(root) {
  for (const form of root.querySelectorAll('form[data-once]')) {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) {
        event.preventDefault()
        return
      }
      form.dataset.sent = 'true'
    })
  }
  // The page may come back as it was left, from the browser's memory.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) {
      delete form.dataset.sent
    }
  })
}
