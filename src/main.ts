import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { createCaller } from '#channel/caller'
import type { Port } from '#channel/port'
import { PORT_GLOBAL } from '#channel/port'
import { useDesk } from '#state/desk'
import { useSession } from '#state/session'
import { useSignIn } from '#state/sign-in'
import App from './App.vue'

function isPort(value: unknown): value is Port {
  return typeof value === 'object' && value !== null && 'send' in value && 'onMessage' in value
}

const app = createApp(App).use(createPinia())
const session = useSession()
const port: unknown = Reflect.get(globalThis, PORT_GLOBAL)
if (isPort(port)) {
  const caller = createCaller(port)
  useDesk().attach(caller)
  useSignIn().attach(caller)
  void session.start(caller)
}
else session.phase = { kind: 'failed', code: 'closed', message: 'This page was opened outside of Fieldcase.' }
// A link that comes back is worth a try at once; whether it leads to the service only a call can tell.
window.addEventListener('online', () => void session.tryNow())
app.mount('#app')
