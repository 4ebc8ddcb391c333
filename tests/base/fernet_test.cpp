#include <server/base/fernet.hpp>

#include <boost/test/unit_test.hpp>

#include <numeric>

using namespace praetor;

namespace {

constexpr std::string_view key_of_specification = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

fernet::block counting_from(unsigned char first)
{
    fernet::block made;
    std::iota(made.begin(), made.end(), first);
    return made;
}

fernet known()
{
    return fernet::with_key(key_of_specification).value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(fernet_tokens)

// generate.json of the specification.
BOOST_AUTO_TEST_CASE(the_vector_of_the_specification_holds_both_ways)
{
    constexpr std::string_view token =
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";
    BOOST_TEST(known().encrypted("hello", std::chrono::sys_seconds{std::chrono::seconds{499162800}},
                                 counting_from(0)) == token);
    BOOST_TEST(known().decrypted(token).value() == "hello");
}

BOOST_AUTO_TEST_CASE(a_token_that_python_made_is_read)
{
    constexpr std::string_view text = "{\"token\": \"s3cr\u00e9t\", \"n\": [1, 2.5, null]}";
    constexpr std::string_view token =
        "gAAAAABlU_EAEBESExQVFhcYGRobHB0eH-BwE8xDPjAP-ErIp4MqccBicGXXdZkO71H__ckctqRJ41JwiIaEz9KzTR1kOkMFHOR34uvPtL9itF"
        "iSgS3m8VPURECf8YeUDx9ihTPRdz2a";
    BOOST_TEST(known().decrypted(token).value() == text);
    BOOST_TEST(known().encrypted(text, std::chrono::sys_seconds{std::chrono::seconds{1700000000}}, counting_from(16)) ==
               token);
}

BOOST_AUTO_TEST_CASE(texts_of_every_length_come_back)
{
    auto const own = fernet::with_key(fernet::new_key()).value();
    std::string text;
    for (int length = 0; length < 40; ++length) {
        BOOST_TEST(own.decrypted(own.encrypted(text)).value() == text);
        text += static_cast<char>(length);
    }
}

BOOST_AUTO_TEST_CASE(the_same_text_never_gives_the_same_token)
{
    BOOST_TEST(known().encrypted("a") != known().encrypted("a"));
}

BOOST_AUTO_TEST_CASE(what_was_changed_or_made_with_another_key_is_refused)
{
    auto token = known().encrypted("secret");
    BOOST_TEST(!fernet::with_key(fernet::new_key())->decrypted(token));
    token[30] = token[30] == 'A' ? 'B' : 'A';
    BOOST_TEST(!known().decrypted(token));
    for (auto const* text : {"", "gAAA", "no token at all", "====", "{}"})
        BOOST_TEST(!known().decrypted(text));
}

BOOST_AUTO_TEST_CASE(a_key_of_another_length_is_no_key)
{
    BOOST_TEST(!fernet::with_key(""));
    BOOST_TEST(!fernet::with_key("c2hvcnQ="));
    BOOST_TEST(!fernet::with_key("not base64!"));
    BOOST_TEST(fernet::new_key().size() == 44u);
}

BOOST_AUTO_TEST_SUITE_END()
