import * as z from 'zod'

// The page's CSP has no 'unsafe-eval': without this zod compiles its parsers with `new Function`.
z.config({ jitless: true })

export { z }
