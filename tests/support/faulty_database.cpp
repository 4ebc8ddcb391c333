#include <tests/support/faulty_database.hpp>

#include <atomic>

namespace praetor::tests {

postgres_cluster& shared_cluster()
{
    static postgres_cluster one;
    one.start();
    return one;
}

faulty_database::faulty_database(std::function<void(db::options&)> const& change)
    : cluster(shared_cluster()), proxy(cluster.port())
{
    static std::atomic<int> count{0};
    name_ = "faulty_" + std::to_string(++count);
    cluster.run("CREATE DATABASE " + name_);
    run("CREATE TABLE item (name text UNIQUE)");
    db::options options;
    options.dialect = db::dialect::postgresql;
    options.conninfo = conninfo();
    options.pooler = false;
    if (change)
        change(options);
    store = db::open(context.get_executor(), options);
}

faulty_database::~faulty_database()
{
    proxy.set(fault_proxy::mode::pass);
    if (store)
        await(context, store->close());
}

std::string faulty_database::conninfo() const
{
    return "postgresql://prefect@127.0.0.1:" + std::to_string(proxy.port()) + '/' + name_;
}

} // namespace praetor::tests
