/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.store.Fit;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How this instance behaves where instances differ, or where nobody knows. Every switch can be set
 * before the start and while the emulator runs; {@link ServiceNowEmulator#reset()} restores what
 * was set before the start. Fields are volatile: a change is seen by the next request.
 */
public final class Switches {
  private volatile boolean orderEachBranchOnItsOwn;
  private volatile boolean invalidQueryReturnsNoRows;
  private volatile boolean literalsInUserZone;
  private volatile boolean honourSysIds = true;
  private volatile DuplicateIds duplicateIds = DuplicateIds.FRESH_ID;
  private volatile int sessionQueue = 10;
  private volatile int nodeConcurrency;
  private volatile int nodeQueue = 50;
  private volatile boolean gzip = true;
  private volatile int gzipFrom = 8192;
  private volatile boolean unstableTies = true;
  private volatile ZoneId userZone = ZoneOffset.UTC;
  private volatile int longestUri = 16_000;
  private volatile int longestPagedQuery = 8_000;
  private volatile int servicedBatchItems = Integer.MAX_VALUE;
  private volatile boolean strictColumns;
  private volatile boolean guessedTimes;
  private volatile boolean cutTexts;
  private volatile long countQuota = Long.MAX_VALUE;
  private volatile long sortQuota = Long.MAX_VALUE;
  private volatile Duration deleteAuditLag = Duration.ZERO;
  private volatile Duration tokenLifetime = Duration.ofMinutes(30);

  /** True: the rows of an {@code ^NQ} query come branch by branch, each branch ordered. */
  public Switches orderEachBranchOnItsOwn(boolean on) {
    orderEachBranchOnItsOwn = on;
    return this;
  }

  /** True: property {@code glide.invalid_query.returns_no_rows}. */
  public Switches invalidQueryReturnsNoRows(boolean on) {
    invalidQueryReturnsNoRows = on;
    return this;
  }

  /** True: plain date-time literals are in the user's zone, which contradicts most observations. */
  public Switches literalsInUserZone(boolean on) {
    literalsInUserZone = on;
    return this;
  }

  /** False: a POST's sys_id is ignored. */
  public Switches honourSysIds(boolean on) {
    honourSysIds = on;
    return this;
  }

  /** The answer to a second insert of a sys_id. */
  public Switches duplicateIds(DuplicateIds policy) {
    duplicateIds = policy;
    return this;
  }

  /**
   * How many requests may wait on one session before the next is dropped with a 202; negative
   * switches dropping off. Default 10 (KB3047080).
   */
  public Switches sessionQueue(int waiting) {
    sessionQueue = waiting;
    return this;
  }

  /**
   * The semaphores of a node: so many requests at once, so many waiting, the next gets a 429
   * without rate limit headers (KB0635398: 4 and 50). Zero at once switches it off, the default.
   */
  public Switches nodeSemaphores(int atOnce, int waiting) {
    nodeConcurrency = atOnce;
    nodeQueue = waiting;
    return this;
  }

  /** Whether bodies are compressed for clients that accept it. */
  public Switches gzip(boolean on) {
    gzip = on;
    return this;
  }

  /** Bytes from which a body is compressed. */
  public Switches gzipFrom(int bytes) {
    gzipFrom = bytes;
    return this;
  }

  /** False: rows that tie in the asked order come in the order of their sys_id. */
  public Switches unstableTies(boolean on) {
    unstableTies = on;
    return this;
  }

  /** The zone of the signed-in user, for display values and {@code gs.dateGenerate}. */
  public Switches userZone(ZoneId zone) {
    userZone = zone;
    return this;
  }

  /** Characters of path and query beyond which the answer is a 414 HTML page. */
  public Switches longestUri(int characters) {
    longestUri = characters;
    return this;
  }

  /** Characters of a query beyond which a page with pagination headers is refused with 400. */
  public Switches longestPagedQuery(int characters) {
    longestPagedQuery = characters;
    return this;
  }

  /** How long after a delete its {@code sys_audit_delete} row appears, by the emulator's clock. */
  public Switches deleteAuditLag(Duration lag) {
    deleteAuditLag = lag;
    return this;
  }

  /** How many items of a batch are served; the rest is unserviced, as after the quota of 30 s. */
  public Switches servicedBatchItems(int items) {
    servicedBatchItems = items;
    return this;
  }

  /**
   * True: what users write and does not fit its column is ignored, or, of times, stored wrong, and
   * never refused. False, the default: a column takes any text, which no instance does.
   */
  public Switches strictColumns(boolean on) {
    strictColumns = on;
    return this;
  }

  /**
   * True: with {@link #strictColumns}, times in another form than the instance's are read all the
   * same, and wrong: a zone is passed over, digits are a date, the 30th of February is in March.
   */
  public Switches guessedTimes(boolean on) {
    guessedTimes = on;
    return this;
  }

  /**
   * True: what users write into a column of up to 255 characters, and is longer, is cut. That is
   * the database's limit; a {@code max_length} is nobody's (KB0685779).
   */
  public Switches cutTexts(boolean on) {
    cutTexts = on;
    return this;
  }

  /**
   * The most rows that can be counted within the transaction quota, by a page or by the Aggregate
   * API; a request that counts more is cancelled.
   */
  public Switches countQuota(long rows) {
    countQuota = rows;
    return this;
  }

  /**
   * The most rows that can be sorted within the transaction quota, by anything but the sys_id; a
   * page of more is cancelled.
   */
  public Switches sortQuota(long rows) {
    sortQuota = rows;
    return this;
  }

  /** Rows that can be counted within the quota. */
  public long countQuota() {
    return countQuota;
  }

  /** Rows that can be sorted within the quota. */
  public long sortQuota() {
    return sortQuota;
  }

  /** The life of access tokens that are issued from now on. */
  public Switches tokenLifetime(Duration lifetime) {
    tokenLifetime = lifetime;
    return this;
  }

  /** Takes over every switch of another. */
  void copyFrom(Switches other) {
    orderEachBranchOnItsOwn = other.orderEachBranchOnItsOwn;
    invalidQueryReturnsNoRows = other.invalidQueryReturnsNoRows;
    literalsInUserZone = other.literalsInUserZone;
    honourSysIds = other.honourSysIds;
    duplicateIds = other.duplicateIds;
    sessionQueue = other.sessionQueue;
    nodeConcurrency = other.nodeConcurrency;
    nodeQueue = other.nodeQueue;
    gzip = other.gzip;
    gzipFrom = other.gzipFrom;
    unstableTies = other.unstableTies;
    userZone = other.userZone;
    longestUri = other.longestUri;
    longestPagedQuery = other.longestPagedQuery;
    servicedBatchItems = other.servicedBatchItems;
    strictColumns = other.strictColumns;
    guessedTimes = other.guessedTimes;
    cutTexts = other.cutTexts;
    countQuota = other.countQuota;
    sortQuota = other.sortQuota;
    deleteAuditLag = other.deleteAuditLag;
    tokenLifetime = other.tokenLifetime;
  }

  /** See the setter. */
  public boolean ordersEachBranchOnItsOwn() {
    return orderEachBranchOnItsOwn;
  }

  /** See the setter. */
  public boolean invalidQueriesReturnNoRows() {
    return invalidQueryReturnsNoRows;
  }

  /** See the setter. */
  public boolean readsLiteralsInUserZone() {
    return literalsInUserZone;
  }

  /** See the setter. */
  public boolean honoursSysIds() {
    return honourSysIds;
  }

  /** See the setter. */
  public DuplicateIds duplicateIds() {
    return duplicateIds;
  }

  /** See the setter. */
  public int sessionQueue() {
    return sessionQueue;
  }

  /** Requests a node serves at once, zero for no limit. */
  public int nodeConcurrency() {
    return nodeConcurrency;
  }

  /** Requests that may wait for a node. */
  public int nodeQueue() {
    return nodeQueue;
  }

  /** Whether a body of that many bytes is compressed. */
  public boolean compresses(int bytes) {
    return gzip && bytes >= gzipFrom;
  }

  /** See the setter. */
  public boolean unstableTies() {
    return unstableTies;
  }

  /** See the setter. */
  public ZoneId userZone() {
    return userZone;
  }

  /** See the setter. */
  public int longestUri() {
    return longestUri;
  }

  /** See the setter. */
  public int longestPagedQuery() {
    return longestPagedQuery;
  }

  /** See the setter. */
  public int servicedBatchItems() {
    return servicedBatchItems;
  }

  /** What columns do with what users write. */
  public Fit columnFit() {
    return new Fit(strictColumns, guessedTimes, cutTexts);
  }

  /** See the setter. */
  public Duration deleteAuditLag() {
    return deleteAuditLag;
  }

  /** See the setter. */
  public Duration tokenLifetime() {
    return tokenLifetime;
  }
}
