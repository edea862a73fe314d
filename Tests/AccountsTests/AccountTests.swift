internal import Testing

@Suite("Account") struct AccountTests {}
