internal import Delivery
internal import Settings
internal import Signing
internal import Submissions

/// Picks up what waits at the clearinghouses, and takes it in.
struct PickingUp {
  private let services: Services
  private let intake: AcknowledgmentIntake

  init(_ services: Services, _ intake: AcknowledgmentIntake) {
    (self.services, self.intake) = (services, intake)
  }

  /// One clearinghouse that does not answer keeps nobody from the others.
  func all() throws -> [AcknowledgeReport.File] {
    let places = services.configuration.clearinghouses.filter { $0.acknowledgments?.endpoint != nil }
    guard !places.isEmpty else { return [] }
    let signer = try services.signingKey()
    return try places.flatMap { place in
      try waiting(at: place, signer).map { file in
        var file = file
        file.isPickedUp = true
        return file
      }
    }
  }

  /// Certificates or keys of one that cannot be used are told, as its silence is.
  private func waiting(at place: Clearinghouse, _ signer: SigningKey) throws -> [AcknowledgeReport.File] {
    do {
      return try files(at: place.id, Courier(services.destination(place, signer: signer)))
    } catch let error as DeliveryError {
      let problem = Problem(path: "", sentence: error.description, nextStep: error.nextStep)
      return [AcknowledgeReport.File(place.id, problem: problem)]
    } catch let error as SecretFileError {
      let problem = Problem(path: "", sentence: error.description, nextStep: error.nextStep)
      return [AcknowledgeReport.File(place.id, problem: problem)]
    }
  }

  private func files(at clearinghouse: String, _ courier: Courier) throws -> [AcknowledgeReport.File] {
    var told: [AcknowledgeReport.File] = []
    var last = try intake.lastPickedUp(clearinghouse)
    while true {
      switch courier.waiting(after: last) {
      case .unanswered(let fault): return told + [unanswered(clearinghouse, fault)]
      case .found(let files):
        // A list that does not go on would be read for ever.
        guard let end = files.last?.id, end != last else { return told }
        for file in files {
          switch courier.pickUp(file) {
          case .unanswered(let fault): return told + [unanswered("\(clearinghouse) \(file.id)", fault)]
          case .found(let bytes):
            told.append(
              try intake.told(PickedBytes(clearinghouse: clearinghouse, id: file.id, bytes: bytes)))
          }
        }
        last = end
      }
    }
  }

  private func unanswered(_ name: String, _ fault: Fault) -> AcknowledgeReport.File {
    AcknowledgeReport.File(
      name,
      problem: Problem(
        path: "", sentence: "It could not be picked up (\(fault.rawValue)).",
        nextStep: FaultText.nextStep(fault.rawValue)))
  }
}
