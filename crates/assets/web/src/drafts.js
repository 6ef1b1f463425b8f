// A form with data-draft="/drafts/…" saves itself half a second after the last key, so that
// nothing typed is lost to a time-out. What was said last is kept in role=status.

const PAUSE = 500
const RETRY = 5000

/** @param {Document | Element} root */
export function keepDrafts(root) {
  for (const form of root.querySelectorAll('form[data-draft]')) {
    keep(form)
  }
}

/** @param {HTMLFormElement} form */
function keep(form) {
  const status = statusOf(form)
  let timer = 0
  let dirty = false
  let saving = null

  const later = (wait) => {
    clearTimeout(timer)
    timer = setTimeout(save, wait)
  }

  const save = async () => {
    if (saving || !dirty) return
    dirty = false
    const attempt = new AbortController()
    saving = attempt
    let answer = null
    try {
      answer = await send(form, { signal: attempt.signal })
    } catch {
      if (attempt.signal.aborted) return
      // No connection: said below, and tried again.
    }
    saving = null
    if (answer?.ok) {
      say(status, 'Saved as a draft')
      if (dirty) later(PAUSE)
    } else if (answer && answer.status < 500) {
      // Signed out or refused: trying again would not help, sending the form will.
      say(status, 'Not saved as a draft. Your text is still here: send the form when ready.')
    } else {
      dirty = true
      say(status, 'Not saved yet. Trying again.')
      later(RETRY)
    }
  }

  form.addEventListener('input', () => {
    dirty = true
    later(PAUSE)
  })
  // The form itself goes now: a draft that arrived after it would come back as a ghost.
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    dirty = false
    saving?.abort()
    saving = null
  })
  // The last chance when a phone puts the page away.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && dirty) {
      dirty = false
      clearTimeout(timer)
      send(form, { keepalive: true }).catch(() => {
        dirty = true
      })
    }
  })
}

/**
 * @param {HTMLFormElement} form
 * @param {RequestInit} options
 */
function send(form, options) {
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form)) {
    const field = form.elements.namedItem(name)
    if (typeof value === 'string' && field?.type !== 'password') {
      fields.append(name, value)
    }
  }
  return fetch(form.dataset.draft, {
    method: 'POST',
    body: fields,
    credentials: 'same-origin',
    redirect: 'manual',
    ...options
  })
}

/** @param {HTMLFormElement} form */
function statusOf(form) {
  const found = form.querySelector('[data-draft-status]')
  if (found) return found
  const status = document.createElement('p')
  status.className = 'tl-draft-status'
  status.setAttribute('role', 'status')
  form.append(status)
  return status
}

// The same words again would only be read out again.
function say(status, words) {
  if (status.textContent !== words) {
    status.textContent = words
  }
}
