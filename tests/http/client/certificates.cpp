#include <tests/http/client/certificates.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>

namespace praetor::tests {
namespace {

void extend(X509* made, int kind, char const* value)
{
    auto* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    X509_add_ext(made, extension, -1);
    X509_EXTENSION_free(extension);
}

} // namespace

certificate make_certificate(std::filesystem::path const& folder, int days, char const* names)
{
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    std::unique_ptr<X509, decltype(&X509_free)> const made{X509_new(), X509_free};
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    constexpr long day = 86'400;
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -10 * day);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), days * day);
    X509_set_pubkey(made.get(), key.get());
    auto* const name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("praetor test"), -1, -1,
                               0);
    X509_set_issuer_name(made.get(), name);
    extend(made.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(made.get(), NID_subject_alt_name, names);
    X509_sign(made.get(), key.get(), EVP_sha256());
    certificate const files{folder / "certificate.pem", folder / "key.pem"};
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const certificate_file{
        std::fopen(files.certificate_file.c_str(), "w"), std::fclose};
    PEM_write_X509(certificate_file.get(), made.get());
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> const key_file{std::fopen(files.key_file.c_str(), "w"),
                                                                   std::fclose};
    PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return files;
}

} // namespace praetor::tests
