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
  Tabs,
  createAll
} from 'govuk-frontend'

import { keepDrafts } from './drafts.js'
import { sendOnce } from './once.js'

const components = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs
]
for (const component of components) {
  createAll(component)
}
sendOnce(document)
keepDrafts(document)
