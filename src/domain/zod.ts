import * as z from 'zod'

// Zod compiles its parsers with `new Function`, which the page's CSP forbids; in the host they are several times as fast.
z.config({ jitless: 'document' in globalThis })

export { z }
