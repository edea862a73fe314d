internal import HTTPTypes
internal import Hummingbird

/// The style sheet and the script; and whether the console is there at all, for whoever watches it.
struct Assets {
  let assets: [Pages.Asset]

  init(_ assets: [Pages.Asset]) { self.assets = assets }

  func add(to router: Router<PageContext>) {
    for asset in assets {
      router.get(RouterPath(asset.place)) { _, _ in
        var headers = HTTPFields()
        headers[.contentType] = asset.type
        headers[.cacheControl] = "public, max-age=31536000, immutable"
        return Response(
          status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(string: asset.text)))
      }
    }
    router.get("/health") { _, _ in "here\n" }
  }
}
