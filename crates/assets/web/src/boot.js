// Says that there is script, before anything is drawn. It takes the place of the inline script of
// GOV.UK's template, which our content security policy does not allow.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported')
}
