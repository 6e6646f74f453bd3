"""Makes the certificates of one batch: an authority, and one certificate that it signed.

Whoever holds the folder can take part in the batch, as coordinator, scheduler or worker. Nobody else
can connect: both ends of each connection must show a certificate of this authority.
"""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

AUTHORITY, CERTIFICATE, KEY = "authority.pem", "certificate.pem", "key.pem"

VALID_DAYS = 60
"""Longer than a contest's batch; make new ones for the next."""


def make(folder: Path) -> Path:
    """Write new certificates into a folder that only its owner can read, unless it has some.

    The authority's own key is dropped: it signs nothing more.
    """
    if (folder / KEY).exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("flopscope batch authority", authority_key, authority_key, None)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate("flopscope batch", key, authority_key, authority)
    _write(folder / AUTHORITY, authority.public_bytes(serialization.Encoding.PEM))
    _write(folder / CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))
    _write(
        folder / KEY,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    return folder


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # An hour back, for hosts whose clocks differ.
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )


def _write(path: Path, content: bytes) -> None:
    # The key comes last: a folder with a key is whole.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
