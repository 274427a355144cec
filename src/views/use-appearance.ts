import { onScopeDispose, watchEffect, ref } from 'vue'
import { usePreferences } from '#state/preferences'

/** Has the page look as the responder prefers it, and where they have no preference, as their system does. */
export function useAppearance(): void {
  const preferences = usePreferences()
  const query = window.matchMedia('(prefers-contrast: more)')
  const systemWantsMore = ref(query.matches)
  const onChange = (): void => { systemWantsMore.value = query.matches }
  query.addEventListener('change', onChange)
  onScopeDispose(() => query.removeEventListener('change', onChange))

  watchEffect(() => {
    const { theme, contrast, density } = preferences.preferences
    const { dataset } = document.documentElement
    dataset['theme'] = theme
    dataset['contrast'] = contrast === 'high' || systemWantsMore.value ? 'high' : 'usual'
    dataset['density'] = density
  })
}
