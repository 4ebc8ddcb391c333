// TLS to a real server, with an authority and certificates made for the test.
#include <server/base/error.hpp>

#include <db/database.hpp>
#include <db/options.hpp>

#include <tests/support/await.hpp>
#include <tests/support/postgres_cluster.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <sys/stat.h>

namespace {

using namespace praetor;

auto const is_unavailable = [](error const& thrown) { return thrown.code() == errc::unavailable; };

// An authority, a server's certificate for "localhost" and a client's for the role "prefect".
class certificates
{
public:
    certificates()
    {
        folder_ = (std::filesystem::temp_directory_path() / "praetor-certificates.XXXXXX").string();
        if (mkdtemp(folder_.data()) == nullptr)
            throw std::runtime_error{"mkdtemp"};
        shell("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=ca");
        shell("openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.crt -days 2 -subj /CN=other");
        issue("server", "/CN=localhost", "subjectAltName=DNS:localhost");
        issue("client", "/CN=prefect", "extendedKeyUsage=clientAuth");
    }
    ~certificates() { std::filesystem::remove_all(folder_); }

    std::string operator()(char const* name) const { return folder_ + '/' + name; }

private:
    void issue(std::string const& name, std::string const& subject, std::string const& extension) const
    {
        shell("openssl req -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name + ".csr -subj " + subject);
        shell("printf '" + extension + "' > " + name + ".ext");
        shell("openssl x509 -req -in " + name + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -out " + name +
              ".crt -extfile " + name + ".ext");
        chmod((folder_ + '/' + name + ".key").c_str(), 0600);
    }
    void shell(std::string const& command) const
    {
        if (std::system(("cd " + folder_ + " && { " + command + "; } >/dev/null 2>&1").c_str()) != 0)
            throw std::runtime_error{command};
    }

    std::string folder_;
};

// A server that takes nothing but TLS with a client's certificate.
struct secured
{
    secured()
    {
        for (auto const* name : {"ca.crt", "server.crt", "server.key"})
            cluster.write(name, read(made(name)));
        cluster.run("ALTER SYSTEM SET ssl = on");
        cluster.run("ALTER SYSTEM SET ssl_ca_file = '" + cluster.folder() + "/ca.crt'");
        cluster.run("ALTER SYSTEM SET ssl_cert_file = '" + cluster.folder() + "/server.crt'");
        cluster.run("ALTER SYSTEM SET ssl_key_file = '" + cluster.folder() + "/server.key'");
        cluster.write("data/pg_hba.conf", "hostssl all all 127.0.0.1/32 trust clientcert=verify-full\n");
        cluster.run("SELECT pg_reload_conf()");
    }

    static std::string read(std::string const& path)
    {
        std::string text;
        if (auto* file = std::fopen(path.c_str(), "r")) {
            char piece[4096];
            while (auto const size = std::fread(piece, 1, sizeof piece, file))
                text.append(piece, size);
            std::fclose(file);
        }
        return text;
    }

    db::options options(std::string const& host = "localhost") const
    {
        db::options how;
        how.dialect = db::dialect::postgresql;
        how.conninfo = "postgresql://prefect@" + host + ':' + std::to_string(cluster.port()) + "/postgres";
        how.tls.enabled = true;
        how.tls.ca_file = made("ca.crt");
        how.tls.cert_file = made("client.crt");
        how.tls.key_file = made("client.key");
        return how;
    }

    std::string ask(db::options const& how)
    {
        boost::asio::io_context context;
        auto const store = db::open(context.get_executor(), how);
        auto const version = [](db::connection& conn) -> task<std::string> {
            auto value = co_await conn.value<std::string>(
                db::sql{"SELECT version || ' ' || client_dn || repeat('x', 40000) FROM pg_stat_ssl WHERE pid = "
                        "pg_backend_pid()"});
            co_return value;
        };
        return tests::await(context, store->read(version));
    }

    certificates made;
    tests::postgres_cluster cluster;
};

} // namespace

BOOST_AUTO_TEST_SUITE(postgres_tls)

BOOST_AUTO_TEST_CASE(authority_client_certificate_and_host_are_as_the_settings_say)
{
    secured with;
    auto const answer = with.ask(with.options());
    BOOST_TEST(answer.starts_with("TLSv1.3 /CN=prefect"));
    BOOST_TEST(answer.size() > 40'000u);

    // The certificate says localhost.
    BOOST_CHECK_EXCEPTION(with.ask(with.options("127.0.0.1")), error, is_unavailable);
    auto any_host = with.options("127.0.0.1");
    any_host.tls.check_hostname = false;
    BOOST_TEST(with.ask(any_host).starts_with("TLSv1.3"));

    auto other_authority = with.options();
    other_authority.tls.ca_file = with.made("other.crt");
    BOOST_CHECK_EXCEPTION(with.ask(other_authority), error, is_unavailable);
    // The system trusts no authority of tests.
    auto no_authority = with.options();
    no_authority.tls.ca_file.clear();
    BOOST_CHECK_THROW(with.ask(no_authority), error);

    auto no_certificate = with.options();
    no_certificate.tls.cert_file.clear();
    no_certificate.tls.key_file.clear();
    BOOST_CHECK_EXCEPTION(with.ask(no_certificate), error, is_unavailable);

    auto no_tls = with.options();
    no_tls.tls.enabled = false;
    no_tls.conninfo += "?sslmode=disable";
    BOOST_CHECK_EXCEPTION(with.ask(no_tls), error, is_unavailable);
}

BOOST_AUTO_TEST_CASE(files_that_are_not_there_and_half_a_pair_are_refused_when_the_database_is_opened)
{
    boost::asio::io_context context;
    auto const refused = [&](auto change) {
        db::options how;
        how.dialect = db::dialect::postgresql;
        how.conninfo = "postgresql://localhost/x";
        how.tls.enabled = true;
        how.tls.ca_file = "/etc/passwd";
        change(how.tls);
        BOOST_CHECK_EXCEPTION(db::open(context.get_executor(), how), error,
                              [](error const& thrown) { return thrown.code() == errc::bad_setting; });
    };
    refused([](db::tls_options& tls) { tls.ca_file = "/nowhere/ca.crt"; });
    refused([](db::tls_options& tls) { tls.cert_file = "/etc/passwd"; });
    refused([](db::tls_options& tls) { tls.key_file = "/etc/passwd"; });
    refused([](db::tls_options& tls) { tls.cert_file = tls.key_file = "/nowhere/x"; });
}

BOOST_AUTO_TEST_SUITE_END()
