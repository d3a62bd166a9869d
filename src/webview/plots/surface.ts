/** An interactive 3-D surface: mesh in viridis, walls with a grid, axes with ticks and labels, the chosen point. Loaded only when needed. */
import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DirectionalLight,
  DoubleSide,
  HemisphereLight,
  Line,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  PerspectiveCamera,
  Plane,
  Points,
  PointsMaterial,
  Raycaster,
  Scene,
  SphereGeometry,
  Vector2,
  Vector3,
  WebGLRenderer,
} from 'three'
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js'
import { eachFrame, h } from '../widgets/dom.ts'
import type { Theme } from '../widgets/theme.ts'
import type { Bands } from './bands.ts'
import { viridis } from './colormap.ts'
import type { Grid, Interval } from './sample.ts'
import { AxisLabels, type BoxView } from './surfaceAxes.ts'
import { ticks } from './ticks.ts'

export interface SurfaceView extends BoxView {
  /** f is the first output. */
  field: Grid
  bands: Bands
  /** The chosen point with its value. */
  point: readonly [number, number, number] | undefined
  /** The path of gradient descent, with the values along it. */
  path: readonly (readonly [number, number, number])[]
}

/** The box the surface is drawn in: x and y from -1 to 1, values from -height to height. */
const height = 0.75
/** The eye at first: its distance and its angles about the box. */
const eye = { distance: 4.9, polar: 1.08, azimuth: -0.95 }
/** Room for the labels about the box, in lines of text: below, and above. */
const [linesBelow, linesAbove] = [2, 0.7]

export class Surface {
  readonly node = h('div', { class: 'surface' })
  private readonly renderer: WebGLRenderer
  private readonly scene = new Scene()
  private readonly camera = new PerspectiveCamera(36, 1, 0.1, 50)
  private readonly controls: OrbitControls
  private readonly labels = new AxisLabels(height)
  private readonly surface: Mesh<BufferGeometry, MeshLambertMaterial>
  private readonly mesh: LineSegments<BufferGeometry, LineBasicMaterial>
  private readonly walls: LineSegments<BufferGeometry, LineBasicMaterial>
  private readonly marker: Mesh<SphereGeometry, MeshBasicMaterial>
  private readonly plumb: LineSegments<BufferGeometry, LineBasicMaterial>
  private readonly path: Points<BufferGeometry, PointsMaterial>
  private readonly trail: Line<BufferGeometry, LineBasicMaterial>
  private readonly render = eachFrame(() => this.renderNow())
  private readonly resizing: ResizeObserver
  private view: SurfaceView | undefined
  private theme: Theme
  private walledFrom = ''

  /** Throws where the browser has no WebGL. */
  constructor(theme: Theme, chosen: (point: [number, number]) => void, mayZoom: (event: Event) => boolean) {
    this.theme = theme
    this.renderer = new WebGLRenderer({ antialias: true, alpha: true, preserveDrawingBuffer: true })
    this.renderer.localClippingEnabled = true
    this.renderer.setPixelRatio(Math.min(2, devicePixelRatio || 1))
    const canvas = this.renderer.domElement
    canvas.tabIndex = 0
    canvas.setAttribute('role', 'application')
    canvas.setAttribute('aria-roledescription', 'surface plot')
    this.node.append(canvas, this.labels.canvas)
    // Values outside the window are cut off at its floor and ceiling.
    const clippingPlanes = [new Plane(new Vector3(0, 0, 1), height * 1.001), new Plane(new Vector3(0, 0, -1), height * 1.001)]
    const offset = { polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }
    this.surface = new Mesh(new BufferGeometry(), new MeshLambertMaterial({ vertexColors: true, side: DoubleSide, clippingPlanes, ...offset }))
    this.mesh = new LineSegments(new BufferGeometry(), new LineBasicMaterial({ color: 0x000000, transparent: true, opacity: 0.22, clippingPlanes }))
    // Floor and walls are behind all of the surface, also where it touches them.
    this.walls = new LineSegments(new BufferGeometry(), new LineBasicMaterial({ depthTest: false, depthWrite: false }))
    this.walls.renderOrder = -1
    this.marker = new Mesh(new SphereGeometry(0.035, 24, 16), new MeshBasicMaterial({ depthTest: false }))
    this.marker.renderOrder = 3
    this.plumb = new LineSegments(new BufferGeometry(), new LineBasicMaterial({ depthTest: false }))
    this.plumb.renderOrder = 2
    this.path = new Points(new BufferGeometry(), new PointsMaterial({ size: 5, sizeAttenuation: false, depthTest: false }))
    this.trail = new Line(this.path.geometry, new LineBasicMaterial({ depthTest: false }))
    this.path.renderOrder = this.trail.renderOrder = 2
    const light = new DirectionalLight(0xffffff, 1.1)
    light.position.set(-1, -2, 4)
    this.scene.add(
      this.surface,
      this.mesh,
      this.walls,
      this.marker,
      this.plumb,
      this.trail,
      this.path,
      new HemisphereLight(0xffffff, 0xffffff, 2.2),
      light,
    )
    this.camera.up.set(0, 0, 1)
    placeEye(this.camera, eye.distance, eye.polar, eye.azimuth)
    this.controls = new OrbitControls(this.camera, canvas)
    this.controls.enablePan = false
    this.controls.minDistance = 2
    this.controls.maxDistance = 12
    this.controls.addEventListener('change', () => this.render())
    this.listen(canvas, chosen, mayZoom)
    this.resizing = new ResizeObserver(() => this.render())
    this.resizing.observe(this.node)
  }

  update(view: SurfaceView, theme: Theme): void {
    const shape = this.view && { field: this.view.field, window: this.view.window }
    this.theme = theme
    if (shape?.field !== view.field || shape.window !== view.window) this.build(view)
    this.view = view
    this.walls.material.color = new Color(theme.grid)
    this.marker.material.color = new Color(theme.red)
    for (const { material } of [this.plumb, this.path, this.trail]) material.color = new Color(theme.red)
    this.placePoint(view)
    this.walledFrom = ''
    this.renderer.domElement.setAttribute('aria-label', `Surface of ${view.names[2]}. Arrow keys turn it, plus and minus zoom.`)
    this.render()
  }

  image(): HTMLCanvasElement {
    this.renderNow()
    const { width, height: rows } = this.renderer.domElement
    const copy = h('canvas', { width, height: rows })
    const context = copy.getContext('2d')
    context?.drawImage(this.renderer.domElement, 0, 0)
    context?.drawImage(this.labels.canvas, 0, 0, width, rows)
    return copy
  }

  dispose(): void {
    this.render.cancel()
    this.resizing.disconnect()
    this.controls.dispose()
    for (const object of [this.surface, this.mesh, this.walls, this.marker, this.plumb, this.path, this.trail]) {
      object.geometry.dispose()
      object.material.dispose()
    }
    this.renderer.dispose()
    this.renderer.forceContextLoss()
    this.node.remove()
  }

  /** The mesh of a grid: triangles where all corners have a value, and every eighth grid line drawn over them. */
  private build({ field, window: [low, high], bands }: SurfaceView): void {
    const { size, values } = field
    const f = values[0] ?? new Float64Array()
    const positions = new Float32Array(size * size * 3)
    const colours = new Float32Array(size * size * 3)
    const colour = new Color()
    for (let k = 0; k < size * size; k++) {
      const t = ((f[k] ?? Number.NaN) - low) / (high - low)
      const z = Number.isFinite(t) ? (2 * Math.max(-2, Math.min(3, t)) - 1) * height : Number.NaN
      positions.set([((k % size) / (size - 1)) * 2 - 1, (Math.floor(k / size) / (size - 1)) * 2 - 1, z], 3 * k)
      const [r, g, b] = viridis(Number.isFinite(t) ? bands.place(f[k] as number) : 0)
      colour.setRGB(r / 255, g / 255, b / 255, 'srgb').toArray(colours, 3 * k)
    }
    const has = (k: number) => !Number.isNaN(positions[3 * k + 2])
    const triangles: number[] = []
    const lines: number[] = []
    const every = Math.max(1, Math.round((size - 1) / 16))
    for (let j = 0; j < size; j++) {
      for (let i = 0; i < size; i++) {
        const k = j * size + i
        if (i + 1 < size && (j % every === 0 || j === size - 1) && has(k) && has(k + 1)) lines.push(k, k + 1)
        if (j + 1 < size && (i % every === 0 || i === size - 1) && has(k) && has(k + size)) lines.push(k, k + size)
        if (i + 1 === size || j + 1 === size || !has(k + 1) || !has(k + size)) continue
        if (has(k)) triangles.push(k, k + 1, k + size)
        if (has(k + size + 1)) triangles.push(k + 1, k + size + 1, k + size)
      }
    }
    // What has no value is in no triangle, but must not make the bounds NaN.
    for (let k = 0; k < size * size; k++) if (!has(k)) positions[3 * k + 2] = 0
    const position = new BufferAttribute(positions, 3)
    for (const [object, index] of [
      [this.surface, triangles],
      [this.mesh, lines],
    ] as const) {
      object.geometry.dispose()
      object.geometry = new BufferGeometry()
      object.geometry.setAttribute('position', position)
      object.geometry.setIndex(index)
    }
    this.surface.geometry.setAttribute('color', new BufferAttribute(colours, 3))
    this.surface.geometry.computeVertexNormals()
  }

  private placePoint({ point, path, x, y, window }: SurfaceView): void {
    const along = (value: number, [low, high]: Interval) => ((value - low) / (high - low)) * 2 - 1
    const placeOf = (at: readonly [number, number, number]) =>
      [along(at[0], x), along(at[1], y), Math.max(-1, Math.min(1, along(at[2], window))) * height] as const
    // Only as far as the picture reaches.
    const seen = path.map(placeOf).filter((place) => place.every((part) => Math.abs(part) <= 1))
    this.path.visible = this.trail.visible = seen.length > 1
    this.path.geometry.setAttribute('position', new BufferAttribute(Float32Array.from(seen.flat()), 3))
    const shown = point !== undefined && Number.isFinite(point[2])
    this.marker.visible = shown
    this.plumb.visible = shown
    if (!shown) return
    const place = placeOf(point)
    this.marker.position.set(...place)
    this.plumb.geometry.setAttribute('position', new BufferAttribute(Float32Array.of(...place, place[0], place[1], -height), 3))
  }

  /** Grid lines on the floor and on the two walls behind the surface, at the ticks. */
  private buildWalls(view: SurfaceView): void {
    const behind = this.camera.position.toArray().map((c) => (c > 0 ? -1 : 1))
    const [bx = 1, by = 1] = behind
    const floor = this.camera.position.z > 0 ? -height : height
    const key = `${bx} ${by} ${floor}`
    if (key === this.walledFrom) return
    this.walledFrom = key
    const inner = (range: Interval, parts: number) => [
      -1,
      1,
      ...ticks(...range, parts).map(({ value }) => ((value - range[0]) / (range[1] - range[0])) * 2 - 1),
    ]
    const lines: number[] = []
    for (const u of inner(view.x, 4)) lines.push(u, -1, floor, u, 1, floor, u, by, -height, u, by, height)
    for (const v of inner(view.y, 4)) lines.push(-1, v, floor, 1, v, floor, bx, v, -height, bx, v, height)
    for (const w of inner(view.window, 4)) lines.push(-1, by, w * height, 1, by, w * height, bx, -1, w * height, bx, 1, w * height)
    this.walls.geometry.dispose()
    this.walls.geometry = new BufferGeometry()
    this.walls.geometry.setAttribute('position', new BufferAttribute(Float32Array.from(lines), 3))
  }

  private renderNow(): void {
    const { clientWidth: width, clientHeight: rows } = this.node
    if (!this.view || width === 0 || rows === 0) return
    const size = this.renderer.getSize(new Vector2())
    if (size.x !== width || size.y !== rows) this.renderer.setSize(width, rows)
    this.camera.aspect = width / rows
    this.frame(width, rows)
    this.buildWalls(this.view)
    this.renderer.render(this.scene, this.camera)
    this.labels.draw(this.camera, this.view, this.theme, width, rows)
  }

  /** The box, as it is seen at first, and its labels fill the picture. */
  private frame(width: number, rows: number): void {
    const { camera, theme } = this
    const from = new PerspectiveCamera(camera.fov, width / rows, 0.1, 50)
    from.up.set(0, 0, 1)
    placeEye(from, eye.distance, eye.polar, eye.azimuth)
    from.updateMatrixWorld()
    const corners = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-height, height].map((z) => new Vector3(x, y, z).project(from))))
    const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)]
    const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    const labels = this.labels.room(this.view, theme)
    const [below, above] = [linesBelow * theme.fontSize, linesAbove * theme.fontSize]
    const inside = [Math.max(width / 2, width - labels.left - labels.right), Math.max(rows / 2, rows - below - above)] as const
    camera.zoom = Math.min((2 * inside[0]) / width / (right - left), (2 * inside[1]) / rows / (top - bottom))
    // From the middle of the box to the middle of what the labels leave.
    const across = (camera.zoom * (left + right) * width) / 4 - (labels.left - labels.right) / 2
    const down = (-camera.zoom * (bottom + top) * rows) / 4 - (above - below) / 2
    camera.setViewOffset(width, rows, across, down, width, rows)
    camera.updateProjectionMatrix()
  }

  /** Turns the camera about the box. */
  private turn(around: number, up: number): void {
    const { position } = this.camera
    const distance = position.length()
    const polar = Math.max(0.05, Math.min(Math.PI - 0.05, Math.acos(position.z / distance) - up))
    placeEye(this.camera, distance, polar, Math.atan2(position.y, position.x) + around)
  }

  private listen(canvas: HTMLCanvasElement, chosen: (point: [number, number]) => void, mayZoom: (event: Event) => boolean): void {
    const ray = new Raycaster()
    let down: [number, number] = [0, 0]
    // Before the controls hear of it: they take the wheel only when they may.
    canvas.addEventListener(
      'wheel',
      (event) => {
        this.controls.enableZoom = mayZoom(event)
      },
      { capture: true },
    )
    canvas.addEventListener('pointerdown', (event) => {
      down = [event.clientX, event.clientY]
    })
    canvas.addEventListener('click', (event) => {
      if (!this.view || Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 4) return
      ray.setFromCamera(new Vector2((event.offsetX / canvas.clientWidth) * 2 - 1, 1 - (event.offsetY / canvas.clientHeight) * 2), this.camera)
      const hit = ray.intersectObject(this.surface).find(({ point }) => Math.abs(point.z) <= height * 1.01)
      if (!hit) return
      const along = (t: number, [low, high]: Interval) => low + ((t + 1) / 2) * (high - low)
      chosen([along(hit.point.x, this.view.x), along(hit.point.y, this.view.y)])
    })
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault())
    canvas.addEventListener('keydown', (event) => {
      const actions: Record<string, () => void> = {
        ArrowLeft: () => this.turn(-0.1, 0),
        ArrowRight: () => this.turn(0.1, 0),
        ArrowUp: () => this.turn(0, 0.1),
        ArrowDown: () => this.turn(0, -0.1),
        '+': () => this.camera.position.multiplyScalar(0.9),
        '=': () => this.camera.position.multiplyScalar(0.9),
        '-': () => this.camera.position.multiplyScalar(1.1),
      }
      const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined
      if (!action || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      action()
      this.controls.update()
      this.render()
    })
  }
}

/** Puts a camera at a distance from the middle of the box, at an angle from above and about it. */
function placeEye(camera: PerspectiveCamera, distance: number, polar: number, azimuth: number): void {
  const out = distance * Math.sin(polar)
  camera.position.set(out * Math.cos(azimuth), out * Math.sin(azimuth), distance * Math.cos(polar))
  camera.lookAt(0, 0, 0)
}
