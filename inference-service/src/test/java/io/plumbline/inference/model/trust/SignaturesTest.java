package io.plumbline.inference.model.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.inference.model.trust.SignatureState.Invalid;
import io.plumbline.inference.model.trust.SignatureState.Problem;
import io.plumbline.inference.model.trust.SignatureState.Unchecked;
import io.plumbline.inference.model.trust.SignatureState.Unsigned;
import io.plumbline.inference.model.trust.SignatureState.Valid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
    private static final byte[] MANIFEST = "{\"format\":1}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private TrustedKeys trusting(SigningKey... keys) throws IOException {
        for (SigningKey key : keys) {
            Files.writeString(folder.resolve(key.id() + ".pub"), key.publicPem());
        }
        return TrustedKeys.read(List.of(folder));
    }

    /** RFC 8032, 7.1, TEST 1: the key pair and its signature of the empty message. */
    @Test
    void signature_isThatOfTheStandard_andThePublicKeyThatOfThePrivateOne() throws IOException {
        byte[] pkcs8 = HexFormat.of()
                .parseHex("302e020100300506032b657004220420"
                        + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] spki = HexFormat.of()
                .parseHex("302a300506032b6570032100"
                        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

        SigningKey key = SigningKey.read(Files.writeString(folder.resolve("k"), Ed25519.encode("PRIVATE KEY", pkcs8)));

        assertThat(key.publicPem()).isEqualTo(Ed25519.encode("PUBLIC KEY", spki));
        assertThat(HexFormat.of().formatHex(key.sign(new byte[0]).signature()))
                .isEqualTo("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                        + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    }

    @Test
    void keyWritten_readAgain_isTheSame_andDoesNotPrintItself() throws IOException {
        SigningKey key = SigningKey.generate();

        SigningKey read = SigningKey.read(Files.writeString(folder.resolve("k"), key.privatePem()));

        assertThat(read.publicPem()).isEqualTo(key.publicPem());
        assertThat(read.id()).matches("[0-9a-f]{16}").isEqualTo(key.id());
        assertThat(read).hasToString("SigningKey " + key.id());
    }

    @Test
    void anyOfSeveralTrustedKeys_mayHaveSigned() throws IOException {
        SigningKey older = SigningKey.generate();
        SigningKey newer = SigningKey.generate();
        TrustedKeys keys = trusting(older, newer);

        assertThat(keys.ids()).containsExactlyInAnyOrder(older.id(), newer.id());
        for (SigningKey key : List.of(older, newer)) {
            assertThat(keys.judge(MANIFEST, Optional.of(key.sign(MANIFEST).encode())))
                    .isEqualTo(new Valid(key.id()));
        }
    }

    @Test
    void keyThatIsNotTrusted_isNamed() throws IOException {
        SigningKey stranger = SigningKey.generate();
        SigningKey friend = SigningKey.generate();

        Invalid invalid = (Invalid) trusting(friend)
                .judge(MANIFEST, Optional.of(stranger.sign(MANIFEST).encode()));

        assertThat(invalid.problem()).isEqualTo(Problem.UNKNOWN_KEY);
        assertThat(invalid.message()).contains(stranger.id()).contains(friend.id());
    }

    @Test
    void strangersSignature_underATrustedKeysId_isWrong() throws IOException {
        SigningKey friend = SigningKey.generate();
        byte[] forged = new ManifestSignature(
                        friend.id(), SigningKey.generate().sign(MANIFEST).signature())
                .encode();

        SignatureState state = trusting(friend).judge(MANIFEST, Optional.of(forged));

        assertThat(((Invalid) state).problem()).isEqualTo(Problem.WRONG);
    }

    @Test
    void anyFlippedBit_ofManifestOrSignature_isFound() throws IOException {
        SigningKey key = SigningKey.generate();
        TrustedKeys keys = trusting(key);
        ManifestSignature signature = key.sign(MANIFEST);

        for (int bit = 0; bit < MANIFEST.length * 8; bit++) {
            assertThat(keys.judge(flipped(MANIFEST, bit), Optional.of(signature.encode())))
                    .as("bit " + bit)
                    .isInstanceOf(Invalid.class);
        }
        for (int bit = 0; bit < signature.signature().length * 8; bit++) {
            byte[] forged = new ManifestSignature(key.id(), flipped(signature.signature(), bit)).encode();
            assertThat(keys.judge(MANIFEST, Optional.of(forged)))
                    .as("bit " + bit)
                    .isInstanceOf(Invalid.class);
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        return flipped;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"format\":2,\"algorithm\":\"Ed25519\",\"key\":\"0123456789abcdef\",\"signature\":\"\"}",
                "{\"format\":1,\"algorithm\":\"none\",\"key\":\"0123456789abcdef\",\"signature\":\"\"}",
                "{\"format\":1,\"algorithm\":\"Ed25519\",\"key\":\"../../etc\",\"signature\":\"\"}",
                "{\"format\":1,\"algorithm\":\"Ed25519\",\"key\":\"0123456789abcdef\",\"signature\":\"AAAA\"}",
                "{\"format\":1,\"algorithm\":\"Ed25519\",\"key\":\"0123456789abcdef\",\"signature\":\"not base64!\"}",
            })
    void fileThatIsNoSignature_isMalformed(String json) throws IOException {
        SignatureState state =
                trusting(SigningKey.generate()).judge(MANIFEST, Optional.of(json.getBytes(StandardCharsets.UTF_8)));

        assertThat(((Invalid) state).problem()).isEqualTo(Problem.MALFORMED);
    }

    @Test
    void withoutSignature_orWithoutKeys_itSaysSo() throws IOException {
        byte[] signature = SigningKey.generate().sign(MANIFEST).encode();

        assertThat(trusting(SigningKey.generate()).judge(MANIFEST, Optional.empty()))
                .isInstanceOf(Unsigned.class);
        assertThat(TrustedKeys.NONE.judge(MANIFEST, Optional.of(signature))).isInstanceOf(Unchecked.class);
        assertThatThrownBy(() -> new SignaturePolicy(TrustedKeys.NONE, true))
                .hasMessageContaining("signature.required")
                .hasMessageContaining("signature.keys");
    }

    @Test
    void privateKeyAmongTheTrusted_isRefused_andNotQuoted() throws IOException {
        SigningKey key = SigningKey.generate();
        Files.writeString(folder.resolve("signing.key"), key.privatePem());

        assertThatThrownBy(() -> TrustedKeys.read(List.of(folder)))
                .hasMessageContaining("signing.key")
                .hasMessageContaining("private key")
                .satisfies(problem -> assertThat(problem.getMessage())
                        .doesNotContain(key.privatePem().lines().toList().get(1)));
    }

    @Test
    void whatIsNoKey_isRefused_withItsPlace() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> TrustedKeys.read(List.of(empty))).hasMessageContaining(empty.toString());
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> TrustedKeys.read(List.of(missing))).hasMessageContaining(missing.toString());
        String noKey = Base64.getEncoder().encodeToString(new byte[44]);
        for (String text : List.of(
                "",
                "hello",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n" + noKey + "\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n%%%\n-----END PUBLIC KEY-----")) {
            Path file = Files.writeString(folder.resolve("key"), text);
            assertThatThrownBy(() -> TrustedKeys.read(List.of(file)))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
