// Package print makes the paper of certificates and decisions: PDF with Chinese text
// that can be searched and copied, a QR drawn as rectangles, and a place for the seal.
//
// A [Document] is laid out from top to bottom and goes on to further pages when it is long.
// The three looks are the certificate with a border, the letter, and the slip.
//
// A character that no embedded font can draw stops the printing with a fault that
// names it: a certificate with a box in a name is worse than none. The fonts are
// described in font/README.md. The parsed fonts are kept for the life of the process.
//
// It does not sign PDF files, does not read them, and puts no picture of a seal on
// paper: the circle marks where a seal is put by hand. The electronic signature is the QR.
package print
