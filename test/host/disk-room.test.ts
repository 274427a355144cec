import { expect, it } from 'vitest'
import { createDiskRoom, FULL_BELOW, LOW_BELOW, roomOf } from '../../electron/disk-room'
import { createFakeTimers } from '../support/fake-timers'

const MB = 1024 * 1024

function diskWith(freeBytes: number) {
  const clock = createFakeTimers()
  const disk = { freeBytes, looks: 0, broken: false }
  const told: string[] = []
  const room = createDiskRoom({
    disk: {
      async free() {
        disk.looks += 1
        if (disk.broken) throw new Error('ENOSYS')
        return disk.freeBytes
      },
    },
    folder: 'anywhere',
    clock,
    onChange: () => void told.push(room.current().state),
  })
  return { clock, disk, room, told }
}

it('edits are tried while there is room, and again only once there is some to spare', () => {
  expect(roomOf(LOW_BELOW, 'enough').state).toBe('enough')
  expect(roomOf(LOW_BELOW - 1, 'enough').state).toBe('low')
  expect(roomOf(FULL_BELOW, 'low').state).toBe('low')
  expect(roomOf(FULL_BELOW - 1, 'low').state).toBe('full')
  expect(roomOf(FULL_BELOW, 'full').state).toBe('full')
  expect(roomOf(2 * FULL_BELOW, 'full').state).toBe('low')
  expect(roomOf(null, 'full').state).toBe('enough')
})

it('many edits at once cost one look at the disk', async () => {
  const { clock, disk, room } = diskWith(500 * MB)
  await Promise.all([room.look(), room.look(), room.look()])
  await clock.pass(999)
  await room.look()
  expect(disk.looks).toBe(1)
  await clock.pass(1)
  await room.look()
  expect(disk.looks).toBe(2)
})

it('a disk that fills up and is freed is noticed without anybody asking, and a healthy one is left alone', async () => {
  const { clock, disk, room, told } = diskWith(500 * MB)
  await room.look()
  expect([told, clock.armed()]).toEqual([[], 0])
  disk.freeBytes = 40 * MB
  await clock.pass(1000)
  await room.look()
  disk.freeBytes = 3 * MB
  await clock.pass(1000)
  disk.freeBytes = 500 * MB
  await clock.pass(1000)
  expect(told).toEqual(['low', 'full', 'enough'])
  expect(clock.armed()).toBe(0)
})

it('nothing is looked at any more once it is closed', async () => {
  const { clock, disk, room } = diskWith(MB)
  await room.look()
  room.close()
  await clock.pass(5000)
  expect([disk.looks, clock.armed()]).toEqual([1, 0])
})

it('where the system does not tell, edits are tried', async () => {
  const { disk, room } = diskWith(0)
  disk.broken = true
  expect(await room.look()).toEqual({ state: 'enough', freeBytes: null })
})
