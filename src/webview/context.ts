/** What every part of the page is given: the host to ask, and the state to keep. */
import type { HostApi } from '../protocol.ts'
import type { State } from './state.ts'

export interface Context {
  host: HostApi
  state: State
}
