"""What the web sees; one folder a capability. They never import each other, `scoping` and `editing` aside."""
