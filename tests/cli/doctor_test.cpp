// praetor doctor: what it finds, what it advises, and with which status it ends.
#include <tests/support/command.hpp>
#include <tests/support/dialects.hpp>
#include <tests/support/temporary_database.hpp>
#include <tests/support/temporary_folder.hpp>
#include <tests/support/test_certificates.hpp>
#include <tests/support/test_server.hpp>

#include <server/cli/doctor/look.hpp>
#include <server/cli/serving/public_address.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/json/parse.hpp>

namespace {

using namespace praetor;
using namespace praetor::tests;
using boost::asio::ip::tcp;
using variables = std::map<std::string, std::string>;

struct diagnosis
{
    int exit_status;
    std::string status;
    boost::json::array findings;

    // Of the first finding of that name; its status is "absent" where there is none.
    std::string status_of(std::string_view name) const { return text_of(name, "status", "absent"); }
    std::string says(std::string_view name) const { return text_of(name, "says", ""); }
    std::string advice(std::string_view name) const { return text_of(name, "advice", ""); }

private:
    std::string text_of(std::string_view name, std::string_view member, std::string_view otherwise) const
    {
        for (auto const& one : findings)
            if (one.at("name").as_string() == name)
                return std::string{one.at(member).as_string()};
        return std::string{otherwise};
    }
};

struct free_port
{
    std::string number() const { return std::to_string(at.local_endpoint().port()); }

    boost::asio::io_context context;
    tcp::acceptor at{context, tcp::endpoint{boost::asio::ip::make_address("127.0.0.1"), 0}};
};

// Of a server on any free port, unless `given` says another one.
diagnosis diagnose(std::string const& url, variables given = {})
{
    given.emplace("PREFECT_SERVER_DATABASE_CONNECTION_URL", url);
    given.emplace("PREFECT_SERVER_API_PORT", "0");
    auto const said = run_praetor({"doctor", "--json"}, given);
    auto const whole = boost::json::parse(said.out);
    return {said.status, std::string{whole.at("status").as_string()}, whole.at("findings").as_array()};
}

bool has(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(doctor)

PRAETOR_TEST_EACH_DIALECT(a_database_that_is_well_is_told_as_ok)
{
    temporary_database const database{dialect, content::tables};
    auto const found = diagnose(database.url());
    BOOST_TEST(found.exit_status == 0);
    for (auto const* name : {"settings", "access", "database", "schema", "encoding", "bloat", "port"})
        BOOST_TEST(found.status_of(name) == "ok", name << ": " << found.says(name));
    bool const is_sqlite = dialect == db::dialect::sqlite;
    BOOST_TEST(found.status_of("wal") == (is_sqlite ? "ok" : "absent"));
    BOOST_TEST(found.status_of("clock") == (is_sqlite ? "absent" : "ok"));
    BOOST_TEST(found.status_of("connections") != (is_sqlite ? "ok" : "absent"));
    BOOST_TEST(has(found.says("schema"), "the newest"), found.says("schema"));
}

PRAETOR_TEST_EACH_DIALECT(an_older_revision_is_a_warning_and_a_failure_where_no_start_would_mend_it)
{
    temporary_database const database{dialect, content::tables};
    BOOST_TEST(run_praetor({"db", "downgrade", "--yes"}, {{"PREFECT_SERVER_DATABASE_CONNECTION_URL", database.url()}})
                   .status == 0);
    auto const mended = diagnose(database.url());
    BOOST_TEST(mended.status_of("schema") == "warn");
    BOOST_TEST(has(mended.says("schema"), ", 1 behind "), mended.says("schema"));
    BOOST_TEST(mended.exit_status == 0);
    auto const left = diagnose(database.url(), {{"PREFECT_SERVER_DATABASE_MIGRATE_ON_START", "false"}});
    BOOST_TEST(left.status_of("schema") == "fail");
    BOOST_TEST(has(left.advice("schema"), "praetor db upgrade"), left.advice("schema"));
    BOOST_TEST(left.exit_status == 1);
}

PRAETOR_TEST_EACH_DIALECT(a_revision_of_a_newer_server_is_a_failure)
{
    temporary_database const database{dialect, content::tables};
    database.run("UPDATE alembic_version SET version_num = 'ffffffffffff'");
    auto const found = diagnose(database.url());
    BOOST_TEST(found.status_of("schema") == "fail");
    BOOST_TEST(has(found.says("schema"), "ffffffffffff, which this praetor does not know"), found.says("schema"));
    BOOST_TEST(found.exit_status == 1);
}

PRAETOR_TEST_EACH_DIALECT(tables_of_another_program_are_a_failure)
{
    temporary_database const database{dialect};
    database.run("CREATE TABLE invoices (id INTEGER)");
    auto const found = diagnose(database.url());
    BOOST_TEST(found.status_of("schema") == "fail");
    BOOST_TEST(found.exit_status == 1);
    BOOST_TEST(database.run(dialect == db::dialect::sqlite ? "SELECT count(*) FROM sqlite_master"
                                                           : "SELECT count(*) FROM information_schema.tables "
                                                             "WHERE table_schema = 'public'") == "1");
}

BOOST_AUTO_TEST_CASE(an_empty_database_is_no_failure)
{
    temporary_database const database{db::dialect::postgresql};
    auto const found = diagnose(database.url());
    BOOST_TEST(found.status_of("schema") == "ok");
    BOOST_TEST(has(found.says("schema"), "no tables yet"), found.says("schema"));
}

BOOST_AUTO_TEST_CASE(a_database_that_does_not_answer_is_a_failure_with_what_to_do)
{
    auto const closed = free_port{}.number();
    auto const found = diagnose("postgresql://nobody@127.0.0.1:" + closed + "/none");
    BOOST_TEST(found.exit_status == 1);
    BOOST_TEST(found.status == "fail");
    BOOST_TEST(found.status_of("database") == "fail");
    BOOST_TEST(has(found.advice("database"), "praetor db wait"), found.advice("database"));
    BOOST_TEST(found.status_of("schema") == "absent");
}

BOOST_AUTO_TEST_CASE(a_database_of_millions_of_runs_is_told_which_indexes_it_lacks)
{
    test_server server{db::dialect::postgresql};
    auto& database = server.database();
    BOOST_TEST(diagnose(database.url()).status_of("indexes") == "ok");
    auto const statistics = "UPDATE pg_class SET reltuples = 2000000 WHERE oid = 'flow_run'::regclass";
    database.run(statistics);
    auto const without = diagnose(database.url());
    BOOST_TEST(without.status_of("indexes") == "warn");
    BOOST_TEST(
        has(without.says("indexes"), "about 2000000 flow runs, without praetor_ix_flow_run__expected_start_time"),
        without.says("indexes"));
    BOOST_TEST(without.exit_status == 0);
    database.run("CREATE INDEX praetor_ix_flow_run__expected_start_time ON flow_run (expected_start_time);"
                 "CREATE INDEX praetor_ix_flow_run__flow_id ON flow_run (flow_id);"
                 "CREATE INDEX praetor_ix_flow_run__deployment_id ON flow_run (deployment_id)");
    database.run(statistics);
    auto const one = diagnose(database.url());
    BOOST_TEST(has(one.says("indexes"), "without praetor_ix_task_run__flow_run_id"), one.says("indexes"));
    database.run("CREATE INDEX praetor_ix_task_run__flow_run_id ON task_run (flow_run_id)");
    BOOST_TEST(has(diagnose(database.url()).says("indexes"), "about 2000000 flow runs"));
    BOOST_TEST(diagnose(database.url()).status_of("indexes") == "ok");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_yet_is_not_made)
{
    auto const path = (std::filesystem::temp_directory_path() / "praetor_doctor_none.db").string();
    auto const found = diagnose("sqlite+aiosqlite:///" + path);
    BOOST_TEST(found.status_of("database") == "warn");
    BOOST_TEST(found.exit_status == 0);
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(settings_without_effect_and_misspelled_ones_are_named)
{
    temporary_database const database{db::dialect::sqlite, content::tables};
    auto const found = diagnose(database.url(), {{"PREFECT_SERVER_API_PROT", "1"}});
    BOOST_TEST(found.status_of("settings") == "warn");
    BOOST_TEST(has(found.says("settings"), "PREFECT_SERVER_API_PORT"), found.says("settings"));
    auto const unread = diagnose(database.url(), {{"PREFECT_SERVER_DOCKET_NAME", "mine"}});
    BOOST_TEST(has(unread.says("settings"), "PREFECT_SERVER_DOCKET_NAME"), unread.says("settings"));
}

BOOST_AUTO_TEST_CASE(a_public_address_without_credentials_is_a_warning)
{
    temporary_database const database{db::dialect::sqlite, content::tables};
    auto const open = diagnose(database.url(), {{"PREFECT_SERVER_API_HOST", "0.0.0.0"}});
    BOOST_TEST(open.status_of("access") == "warn");
    BOOST_TEST(open.exit_status == 0);
    auto const asked =
        diagnose(database.url(), {{"PREFECT_SERVER_API_HOST", "0.0.0.0"}, {"PREFECT_SERVER_API_AUTH_STRING", "a:b"}});
    BOOST_TEST(asked.status_of("access") == "ok");
}

BOOST_AUTO_TEST_CASE(a_port_that_another_program_has_is_a_failure)
{
    temporary_database const database{db::dialect::sqlite, content::tables};
    free_port const taken;
    auto const found = diagnose(database.url(), {{"PREFECT_SERVER_API_PORT", taken.number()}});
    BOOST_TEST(found.status_of("port") == "fail");
    BOOST_TEST(found.exit_status == 1);
}

BOOST_AUTO_TEST_CASE(a_server_that_answers_is_told_from_another_program)
{
    test_server server{db::dialect::sqlite};
    variables const there{{"PREFECT_SERVER_API_PORT", std::to_string(server.port())}};
    BOOST_TEST(diagnose(server.database().url(), there).status_of("port") == "ok");
    BOOST_TEST(run_praetor({"server", "health"}, there).status == 0);
    free_port const taken; // listens, and never says a word
    auto const silent = run_praetor({"server", "health"}, {{"PREFECT_SERVER_API_PORT", taken.number()}});
    BOOST_TEST(silent.status == 1);
    BOOST_TEST(silent.err == "praetor: no server answers at 127.0.0.1:" + taken.number() + "/api\n");
}

BOOST_AUTO_TEST_CASE(a_server_at_a_socket_of_a_file_is_asked_there)
{
    temporary_folder const folder;
    auto const path = (folder.path() / "praetor.sock").string();
    variables const there{{"PREFECT_SERVER_API_HOST", "unix:" + path}};
    BOOST_TEST(run_praetor({"server", "health"}, there).status == 1);
    temporary_database database{db::dialect::sqlite, content::tables};
    BOOST_TEST(has(diagnose(database.url(), there).says("port"), path + " is free"));
    test_server const server{database, {{"PREFECT_SERVER_API_HOST", "unix:" + path}}};
    BOOST_TEST(run_praetor({"server", "health"}, there).status == 0);
    BOOST_TEST(diagnose(database.url(), there).says("port") == "a server answers at " + path);
}

BOOST_AUTO_TEST_CASE(words_say_where_a_server_listens_over_the_settings)
{
    temporary_folder const folder;
    auto const path = (folder.path() / "praetor.sock").string();
    temporary_database database{db::dialect::sqlite, content::tables};
    test_server const at_socket{database, {{"PREFECT_SERVER_API_HOST", "unix:" + path}}};
    test_server const at_port{db::dialect::sqlite};
    auto const port = std::to_string(at_port.port());
    BOOST_TEST(run_praetor({"server", "health", "--uds", path}).status == 0);
    BOOST_TEST(run_praetor({"server", "health", "--host", "unix:" + path}).status == 0);
    BOOST_TEST(run_praetor({"server", "health", "--uds", path + ".other"}).status == 1);
    BOOST_TEST(run_praetor({"server", "health", "--host", "localhost", "--port", port}).status == 0);
    BOOST_TEST(run_praetor({"server", "health", "--uds", path, "--port", port}).status == 2);
    auto const said =
        run_praetor({"doctor", "--uds", path}, {{"PREFECT_SERVER_DATABASE_CONNECTION_URL", database.url()}});
    BOOST_TEST(has(said.out, "a server answers at " + path), said.out);
}

BOOST_AUTO_TEST_CASE(a_server_that_wants_client_certificates_is_asked_with_one)
{
    test_certificates const files;
    temporary_database database{db::dialect::sqlite, content::tables};
    test_server const server{database,
                             {{"PRAETOR_TLS_CERT_FILE", files.path("server.pem")},
                              {"PRAETOR_TLS_KEY_FILE", files.path("server.key")},
                              {"PRAETOR_TLS_CLIENT_CA_FILE", files.path("ca.pem")}}};
    variables const bare{{"PREFECT_SERVER_API_PORT", std::to_string(server.port())}};
    auto const where = "127.0.0.1:" + std::to_string(server.port());
    auto const refused = run_praetor({"server", "health"}, bare);
    BOOST_TEST(refused.status == 1);
    BOOST_TEST(refused.err == "praetor: the server at " + where +
                                  "/api wants a client certificate: name one (--client-cert, "
                                  "PRAETOR_TLS_HEALTH_CERT_FILE)\n");
    BOOST_TEST(diagnose(database.url(), bare).status_of("port") == "warn");

    auto shown = bare;
    shown["PRAETOR_TLS_HEALTH_CERT_FILE"] = files.path("client.pem");
    shown["PRAETOR_TLS_HEALTH_KEY_FILE"] = files.path("client.key");
    BOOST_TEST(run_praetor({"server", "health"}, shown).status == 0);
    BOOST_TEST(diagnose(database.url(), shown).says("port") == "a server answers at " + where);

    auto const with = [&](std::string const& name) {
        return run_praetor(
            {"server", "health", "--client-cert", files.path(name + ".pem"), "--client-key", files.path(name + ".key")},
            bare);
    };
    BOOST_TEST(with("client").status == 0);
    auto const other = with("other");
    BOOST_TEST(other.status == 1);
    BOOST_TEST(other.err == "praetor: the server at " + where + "/api refuses the client certificate in " +
                                files.path("other.pem") + "\n");
    auto const none = with("none");
    BOOST_TEST(none.status == 2);
    BOOST_TEST(has(none.err, files.path("none.pem") + " can not be used as a certificate: "), none.err);
    shown["PRAETOR_TLS_HEALTH_CERT_FILE"] = files.path("none.pem");
    BOOST_TEST(diagnose(database.url(), shown).status_of("port") == "fail");
}

BOOST_AUTO_TEST_CASE(a_server_that_wants_no_client_certificate_is_asked_without_one)
{
    test_certificates const files;
    for (auto const* asks : {"", "optional"}) {
        temporary_database database{db::dialect::sqlite, content::tables};
        settings_list with{{"PRAETOR_TLS_CERT_FILE", files.path("server.pem")},
                           {"PRAETOR_TLS_KEY_FILE", files.path("server.key")}};
        if (*asks != '\0') {
            with.emplace_back("PRAETOR_TLS_CLIENT_CA_FILE", files.path("ca.pem"));
            with.emplace_back("PRAETOR_TLS_CLIENT_CERT", asks);
        }
        test_server const server{database, with};
        variables const there{{"PREFECT_SERVER_API_PORT", std::to_string(server.port())}};
        BOOST_TEST(run_praetor({"server", "health"}, there).status == 0);
        BOOST_TEST(diagnose(database.url(), there).status_of("port") == "ok");
    }
}

BOOST_AUTO_TEST_CASE(lines_for_people_name_what_is_wrong_and_what_to_do)
{
    temporary_database const database{db::dialect::sqlite, content::tables};
    auto const said = run_praetor({"doctor"}, {{"PREFECT_SERVER_DATABASE_CONNECTION_URL", database.url()},
                                               {"PREFECT_SERVER_API_PORT", "0"},
                                               {"PREFECT_SERVER_API_HOST", "0.0.0.0"}});
    BOOST_TEST(said.status == 0, said.out);
    BOOST_TEST(has(said.out, "ok    database     sqlite 3."), said.out);
    BOOST_TEST(has(said.out, "warn  access       "), said.out);
    BOOST_TEST(has(said.out, "-> make tokens (`praetor auth token create`), or set PREFECT_SERVER_API_AUTH_STRING"),
               said.out);
}

BOOST_AUTO_TEST_CASE(room_on_a_disk_is_judged_by_what_is_left)
{
    constexpr std::uintmax_t gibibyte = std::uintmax_t{1} << 30;
    BOOST_TEST((cli::judge_room("/", 50 * gibibyte, 100 * gibibyte).is == cli::verdict::ok));
    BOOST_TEST((cli::judge_room("/", gibibyte / 2, 100 * gibibyte).is == cli::verdict::warn));
    BOOST_TEST((cli::judge_room("/", gibibyte / 2, gibibyte).is == cli::verdict::ok));
    BOOST_TEST((cli::judge_room("/", gibibyte / 32, 100 * gibibyte).is == cli::verdict::fail));
}

BOOST_AUTO_TEST_CASE(addresses_that_others_reach_are_told_from_loopback)
{
    for (auto const* host : {"0.0.0.0", "::", "192.0.2.1", "praetor.example.com"})
        BOOST_TEST(cli::is_public_address(host), host);
    for (auto const* host : {"127.0.0.1", "127.1.2.3", "::1", "localhost", "unix:/run/praetor.sock"})
        BOOST_TEST(!cli::is_public_address(host), host);
    BOOST_TEST(cli::is_every_address("0.0.0.0"));
    BOOST_TEST(cli::is_every_address("::"));
    BOOST_TEST(!cli::is_every_address("192.0.2.1"));
}

BOOST_AUTO_TEST_SUITE_END()
