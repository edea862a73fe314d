#if PROOF
  internal import Sessions
  internal import X12

  extension Rendering837P {
    /// Segments that can carry text and that no claim of ours has.
    mutating func writeLeaks() {
      let text = Leak.text
      if Leak.noteSegment.isPlanted || Leak.note.isPlanted { writePlanted("NTE", "ADD", text) }
      if Leak.attachmentSegment.isPlanted { writePlanted("PWK", "OZ", "EL", "", "", "AC", text) }
      if Leak.fixedFormat.isPlanted { writePlanted("K3", text) }
      if Leak.certification.isPlanted { writePlanted("CRC", "75", "Y", text) }
      if Leak.patientPhone.isPlanted { writePlanted("PER", "IC", "", "TE", text) }
    }

    private mutating func writePlanted(_ segment: StaticString, _ elements: String...) {
      writer.segment(segment) { for element in elements { $0.element(element) } }
    }
  }

  extension SegmentWriter {
    /// SV101-7, the free description of a procedure.
    mutating func plantDescription(after modifiers: Int) {
      guard Leak.lineDescription.isPlanted else { return }
      for _ in modifiers..<4 { component("") }
      component(Leak.text)
    }
  }
#endif
