// Everything that runs in the browser. Each page works without it.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll
} from 'govuk-frontend'

import { keepDrafts } from './drafts.js'
import { sendOnce } from './once.js'

// ARIA does not allow aria-expanded on a radio button, and the accessibility tests say so.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState($input) {
    super.syncConditionalRevealWithInputState($input)
    $input.removeAttribute('aria-expanded')
  }
}

const components = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  PlainRadios,
  ServiceNavigation,
  SkipLink
]
for (const component of components) {
  createAll(component)
}
sendOnce(document)
keepDrafts(document)
