// Says that there is script, before anything is drawn. It takes the place of the inline script of
// GOV.UK's template, which our content security policy does not allow. It may stand in the head.
const mark = () => {
  document.body.classList.add('js-enabled')
  if ('noModule' in HTMLScriptElement.prototype) {
    document.body.classList.add('govuk-frontend-supported')
  }
}

if (document.body) {
  mark()
} else {
  new MutationObserver((_, observer) => {
    if (document.body) {
      observer.disconnect()
      mark()
    }
  }).observe(document.documentElement, { childList: true })
}
