import { WebPage } from './reply'

const STYLE = `
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; background: #f2f3f3; color: #16191f; }
  main { width: min(26rem, 100vw - 2rem); box-sizing: border-box; padding: 2rem; background: #fff; border: 1px solid #d5dbdb; border-radius: 8px; }
  h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.25; }
  small { display: block; margin-bottom: 1rem; color: #545b64; }
  strong.code { display: block; margin: 1rem 0; font: 600 1.75rem ui-monospace, monospace; letter-spacing: .08em; }
  label { display: block; }
  input { box-sizing: border-box; width: 100%; margin: .25rem 0 1rem; padding: .5rem; font: inherit; }
  button { padding: .5rem 1.25rem; font: inherit; border: 1px solid #545b64; border-radius: 2rem; background: #fff; color: inherit; cursor: pointer; }
  button.primary { border-color: #0972d3; background: #0972d3; color: #fff; }
  button:focus-visible, input:focus-visible { outline: 2px solid #0972d3; outline-offset: 2px; }
`

/** No script, nothing from elsewhere; the answer to the form is a redirection to a port of this machine, which form-action covers. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    'default-src \'none\'; style-src \'unsafe-inline\'; img-src data:; form-action \'self\' http://127.0.0.1:*; frame-ancestors \'none\'; base-uri \'none\'',
}

/** The words on each page say that no real organisation is behind it. */
function page(status: number, title: string, content: string, errorType: string | null = null): WebPage {
  const html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<small>Practice sign-in: on this machine only, no AWS account is behind it</small>
<h1>${escaped(title)}</h1>
${content}
</main>
</body>
</html>
`
  return new WebPage(status, HEADERS, html, errorType)
}

const BUTTONS = `<button class="primary" name="decision" value="allow">Allow access</button>
<button name="decision" value="deny">Deny</button>`

export function askToAllow({ clientName, ticket }: { clientName: string, ticket: string }): WebPage {
  return page(200, `Allow ${clientName} to access your data?`, `<p>It could then act as you in the accounts and roles that you are assigned.</p>
<form method="post" action="/authorize">
<input type="hidden" name="ticket" value="${escaped(ticket)}">
${BUTTONS}
</form>`)
}

export function askForUserCode({ wrong }: { wrong: boolean }): WebPage {
  return page(wrong ? 400 : 200, 'Enter the code', `${wrong ? '<p role="alert">There is no such code, or it has expired.</p>' : ''}
<form method="post" action="/device">
<label for="user_code">The code that is shown where you sign in</label>
<input id="user_code" name="user_code" required autofocus autocomplete="off" spellcheck="false">
<button class="primary">Continue</button>
</form>`, wrong ? 'InvalidRequestException' : null)
}

export function askToConfirm({ clientName, userCode }: { clientName: string, userCode: string }): WebPage {
  return page(200, `Allow ${clientName} to access your data?`, `<p>Only if it shows this code:</p>
<strong class="code">${escaped(userCode)}</strong>
<form method="post" action="/device">
<input type="hidden" name="user_code" value="${escaped(userCode)}">
${BUTTONS}
</form>`)
}

export function decided(decision: 'allow' | 'deny'): WebPage {
  return decision === 'allow'
    ? page(200, 'Request approved', '<p>You can close this page and go back to where you sign in.</p>')
    : page(200, 'Request denied', '<p>Nothing was given access. You can close this page.</p>')
}

export function cannotGoOn(reason: string, errorType: string): WebPage {
  return page(400, 'This sign-in cannot go on', `<p>${escaped(reason)}</p>
<p>Start it again where you wanted to sign in.</p>`, errorType)
}

export function sentOnTo(location: string): WebPage {
  return new WebPage(302, { ...HEADERS, location }, '')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
